//! Lists of words: who is a person, which words only hold a sentence together.
//!
//! All in the common spelling of `token`. It must not know any rule.

use std::collections::HashSet;
use std::sync::LazyLock;

macro_rules! sets {
    ($($(#[$meta:meta])* $name:ident = $words:literal;)+) => { $(
        $(#[$meta])*
        pub(super) static $name: LazyLock<HashSet<&'static str>> = LazyLock::new(|| $words.split_whitespace().collect());
    )+ };
}

sets! {
    /// Nouns for one person by what they do.
    PERSON = "engineer developer programmer coder operator admin administrator sysadmin dba sre on-call oncall responder \
        contractor intern teammate member colleague coworker co-worker employee person human individual guy man woman \
        technician maintainer committer reviewer approver author architect analyst consultant tester owner manager lead \
        trainee apprentice newcomer hire freelancer director boss executive vp cto ceo ciso deployer commander scribe \
        supervisor graduate junior devops";
    /// The same for several people without a plural ending.
    PEOPLE = "people staff personnel folks men women humans";
    /// Nouns for groups.
    TEAM = "team dev devs ops qa support management leadership department squad crew engineering helpdesk";
    /// People who use the product: they act in an incident and suffer it too.
    USER = "user customer client student instructor researcher visitor tenant";
    /// "X manager" is a person after these words, else often a program.
    BEFORE_MANAGER = "the a an our your their his her incident duty engineering product project release change account \
        line team delivery problem general on-call shift office this that senior crisis operations support";
    /// "X operator" is a person after these words, else often a program.
    BEFORE_OPERATOR = "the a an our your their this that shift night duty human network console control senior junior \
        one every each system";
    /// "X lead" is a person after these words.
    BEFORE_LEAD = "tech technical team incident ops dev engineering project delivery shift product support the our";
    /// "Someone", "nobody" and their like.
    SOMEBODY = "someone somebody anyone anybody everyone everybody whoever he she";
    /// Words before a noun that open its phrase.
    DETERMINER = "the a an this that these those our their his her my your its each every any some no another one both all 's \
        which whose either neither several many most few";
    /// Words that hang a phrase on the noun before them.
    PREPOSITION = "of on in at from for with by to within under behind into about during over per against between near \
        inside outside across through without towards toward onto upon via";
    /// Words that start a clause of its own.
    CONJUNCTION = "and or but so then because since after before until once when while if although though as that whereas \
        unless where than nor yet whether why how what";
    /// Forms that stand before a verb.
    AUXILIARY = "did do does had has have was were is are am be been being would could should might may must can will shall \
        ought 'd not never";
    /// Adverbs without the ending -ly, between a subject and its verb.
    ADVERB = "also then just still even again always often already only first later soon almost now ever once twice thus \
        further instead yet both all sometimes somehow meanwhile perhaps maybe never";
    /// Irregular forms of the past that make a word a verb.
    PAST = "did had was were went ran took made brought broke wrote kept gave got told thought saw knew forgot left lost \
        let put set sent found felt said held hit chose spent meant began came drove drew fell led paid read rebuilt built \
        caught cut dealt fed fought grew hid hurt met rose sold shut spoke stood threw understood woke won undid overwrote \
        overrode mistook misread has have is are does do";
    /// Participles without the ending -ed.
    PARTICIPLE = "been done gone seen known taken given made found told thought caught kept left lost run set put read \
        written held hit sent built rebuilt brought broken chosen come begun driven fallen felt forgotten got gotten hidden \
        led let met paid said shut spoken spent stood thrown understood undone had cut dealt drawn grown heard meant rolled \
        become shown tested overridden overwritten rewritten foreseen spun rung";
    /// Words that only hold a sentence together.
    FUNCTION = "a an the this that these those i we you he she it they me us him her them my our your his its their who whom \
        whose which what why how when where there here and or but nor so yet if then than as of at by for from in into on \
        onto to with within without about over under between during before after until since while because due per via \
        is are was were be been being am do does did done has have had having can could will would shall should may might \
        must ought also just only very too more most much many some any all each every both either neither own same such \
        other another one ones up down out off again once ever even still already 's 'd because though although";
    /// Words that tell apart, however short.
    TELLING = "not no never none nobody nothing";
    /// First names and surnames that are common words: no name at the start of a sentence.
    SOMETIMES = "will mark grace bill rose art hope joy faith dawn rob bob pat drew chase pierce ray ivy jack summer amber \
        penny max miles page price stone wood hill field brook banks read reading day knight bishop king young long \
        short strong good white black brown green gray grey rich frank earnest major star sterling chance christian guy \
        gene dean duke earl wade cook baker smith fisher hunter mason parker porter potter turner \
        walker wright case cross marsh moss reed woods fields rivers waters bush";
}

/// Words of the calendar and of products that are also names; never taken for a person alone.
pub(super) const NEVER_A_NAME: &[&str] = &[
    "may", "april", "june", "august", "travis", "jenkins", "ruby", "helm", "dev", "ops", "sql", "api", "the",
    "and",
];

/// See [`SOMETIMES`].
pub(super) const ALSO_A_WORD: &LazyLock<HashSet<&'static str>> = &SOMETIMES;

/// A word of a display name that says what the person does.
pub(super) fn is_function_of_person(word: &str) -> bool {
    is_person_noun(word)
        || TEAM.contains(word)
        || USER.contains(word)
        || matches!(
            word,
            "tech" | "technical" | "senior" | "incident" | "problem" | "product" | "project" | "of" | "bot"
        )
}

/// The singular of a plain plural.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// A noun for a person.
pub(super) fn is_person_noun(word: &str) -> bool {
    PERSON.contains(word) || PEOPLE.contains(word) || PERSON.contains(singular(word))
}

/// A noun for a group.
pub(super) fn is_team_noun(word: &str) -> bool {
    TEAM.contains(word) || TEAM.contains(singular(word))
}

/// A noun for somebody who uses the product.
pub(super) fn is_user_noun(word: &str) -> bool {
    USER.contains(word) || USER.contains(singular(word))
}

/// A word between subject and verb.
pub(super) fn is_adverb(word: &str) -> bool {
    ADVERB.contains(word)
        || (word.len() > 4
            && word.ends_with("ly")
            && !matches!(word, "apply" | "supply" | "reply" | "rely" | "early"))
}

/// A form of "be".
pub(super) fn is_be(word: &str) -> bool {
    matches!(
        word,
        "was" | "were" | "is" | "are" | "am" | "be" | "been" | "being" | "get" | "got" | "gets" | "getting"
    )
}

/// A word that may be the past participle of a verb.
pub(super) fn is_participle(word: &str) -> bool {
    PARTICIPLE.contains(word)
        || (word.len() > 3
            && word.ends_with("ed")
            && !matches!(
                word,
                "need" | "speed" | "feed" | "seed" | "indeed" | "proceed" | "exceed" | "succeed"
            ))
}

/// A word that is a verb by its form.
pub(super) fn is_verb_form(word: &str) -> bool {
    AUXILIARY.contains(word) || PAST.contains(word) || is_participle(word)
}

/// A word that means something by itself.
pub(super) fn is_content(word: &str) -> bool {
    TELLING.contains(word) || (word.len() > 1 && !FUNCTION.contains(word))
}
