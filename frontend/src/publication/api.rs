//! The operations of publishing, and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, Finding, FindingLevel, Named, PublicationAudience, RcaStage, RcaStatus},
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{
        model::{FindingLevel, PublicationAudience, RcaStage, RcaStatus},
        operations,
    };

    operations! {
        RcaPublications "src/publication/operations/rca_publications.graphql",
        RcaPublicationDefaults "src/publication/operations/rca_publication_defaults.graphql",
        PreviewRca "src/publication/operations/preview_rca.graphql",
        PublishRca "src/publication/operations/publish_rca.graphql",
        WithdrawRcaPublication "src/publication/operations/withdraw_rca_publication.graphql",
        AnswerRcaQuestion "src/publication/operations/answer_rca_question.graphql",
        OpenRcaQuestions "src/publication/operations/open_rca_questions.graphql",
        ProblemOfRca "src/publication/operations/problem_of_rca.graphql",
        CustomerOptions "src/publication/operations/customer_options.graphql",
    }
}
use documents::{
    AnswerRcaQuestion, CustomerOptions, OpenRcaQuestions, PreviewRca, ProblemOfRca, PublishRca,
    RcaPublicationDefaults, RcaPublications, WithdrawRcaPublication, answer_rca_question, customer_options,
    open_rca_questions, preview_rca, problem_of_rca, publish_rca, rca_publication_defaults, rca_publications,
    withdraw_rca_publication,
};

/// What the address names: the problem, and its analysis if one was started.
#[derive(Clone, PartialEq)]
pub struct Opened {
    /// `PRB-n`.
    pub problem: String,
    pub title: String,
    pub analysis: Option<Analysis>,
}

/// An analysis as far as its publishing needs it.
#[derive(Clone, PartialEq)]
pub struct Analysis {
    pub id: String,
    pub reference: String,
    pub status: RcaStatus,
    pub version: i64,
    /// Newest first.
    pub publications: Vec<Publication>,
}

/// A version that went out.
#[derive(Clone, PartialEq)]
pub struct Publication {
    pub id: String,
    pub number: i64,
    pub stage: RcaStage,
    pub audience: PublicationAudience,
    pub title: String,
    /// What differs from the version before, in sentences.
    pub changes: Vec<String>,
    pub at: DateTime,
    pub by: String,
    pub withdrawn_at: Option<DateTime>,
    /// Its page on the portal, where anybody can open it.
    pub url: Option<String>,
    /// The four parts as HTML, in the order of `text::PARTS` after the title.
    pub parts: [String; 4],
    /// Those it was written for, when they were chosen.
    pub customers: Vec<Named>,
    /// Id and name of who has read it, and when.
    pub acknowledged: Vec<(Named, DateTime)>,
    pub questions: Vec<Question>,
}

/// What a customer asked.
#[derive(Clone, PartialEq)]
pub struct Question {
    pub id: String,
    pub customer: String,
    pub body_html: String,
    pub asked_at: DateTime,
    /// Text, instant and writer of the answer.
    pub answer: Option<(String, DateTime, String)>,
}

/// A question that waits, with the version it is about.
#[derive(Clone, PartialEq)]
pub struct Waiting {
    pub question: Question,
    /// `RCA-n`.
    pub reference: String,
    pub number: i64,
    pub title: String,
}

/// The texts of a version, in the order of `text::PARTS`.
pub type Texts = [String; 5];

/// What is to be published.
#[derive(Clone, PartialEq)]
pub struct Content {
    pub rca: String,
    pub stage: RcaStage,
    pub audience: PublicationAudience,
    pub customers: Vec<String>,
    pub texts: Texts,
}

/// What its audience will read.
#[derive(Clone, PartialEq)]
pub struct Preview {
    pub html: String,
    /// Proves that this was looked at.
    pub token: String,
    pub redactions: Vec<Redaction>,
    pub findings: Vec<Finding>,
}

/// Something that the audience will not read as it was written.
#[derive(Clone, PartialEq)]
pub struct Redaction {
    pub place: String,
    pub original: String,
    pub replacement: String,
    pub reason: String,
}

fn map_question(n: Node<'_>) -> Question {
    let at = n.maybe_at("answeredAt");
    let by = n.get("answeredBy").maybe_text("name").unwrap_or_default();
    Question {
        id: n.text("id"),
        customer: n.get("customer").text("name"),
        body_html: n.text("bodyHtml"),
        asked_at: n.at("askedAt"),
        answer: n.maybe_text("answerHtml").zip(at).map(|(html, at)| (html, at, by)),
    }
}

fn map_publication(n: Node<'_>) -> Publication {
    let audience = n.word("audience", PublicationAudience::parse, PublicationAudience::Inside);
    Publication {
        id: n.text("id"),
        number: n.number("number"),
        stage: n.word("stage", RcaStage::parse, RcaStage::Final),
        audience,
        title: n.text("title"),
        changes: n.list("changes", Node::own_text),
        at: n.at("publishedAt"),
        by: n.get("publishedBy").text("name"),
        withdrawn_at: n.maybe_at("withdrawnAt"),
        url: Some(n.text("url")).filter(|_| audience == PublicationAudience::Everyone),
        parts: ["whatHappenedHtml", "whyHtml", "whatWeDidHtml", "whatWeWillDoHtml"]
            .map(|field| n.text(field)),
        customers: n.list("customers", Node::named),
        acknowledged: n.list("acknowledgements", |a| (a.get("customer").named(), a.at("at"))),
        questions: n.list("questions", map_question),
    }
}

fn map_analysis(n: Node<'_>) -> Analysis {
    Analysis {
        id: n.text("id"),
        reference: n.text("reference"),
        status: n.word("status", RcaStatus::parse, RcaStatus::Draft),
        version: n.number("version"),
        publications: n.list("publications", map_publication),
    }
}

/// The analysis of `PRB-n` with its versions.
pub async fn open(reference: String) -> Result<Opened, ApiError> {
    let data = ask::<RcaPublications>(rca_publications::Variables { reference }).await?;
    read(&data, "problemByReference", |p| {
        let rca = p.get("rca");
        Opened {
            problem: p.text("reference"),
            title: p.text("title"),
            analysis: (!rca.is_null()).then(|| map_analysis(rca)),
        }
    })
}

/// The `PRB-n` of an `RCA-n`.
pub async fn problem_of(reference: String) -> Result<String, ApiError> {
    let data = ask::<ProblemOfRca>(problem_of_rca::Variables { reference }).await?;
    read(&data, "rcaByReference", |rca| rca.get("problem").text("reference"))
}

/// The texts a version begins with, made of the analysis as it is now.
pub async fn defaults(id: String) -> Result<Texts, ApiError> {
    let data = ask::<RcaPublicationDefaults>(rca_publication_defaults::Variables { id }).await?;
    read(&data, "rcaPublicationDefaults", |n| super::text::PARTS.map(|part| n.text(part.field)))
}

/// The input of the two operations that take one.
macro_rules! content {
    ($of:ident, $content:expr) => {{
        let Content { rca, stage, audience, customers, texts } = $content;
        let [title, what_happened, why, what_we_did, what_we_will_do] = texts;
        $of::RcaPublicationInput {
            rca_id: rca,
            stage,
            audience,
            customer_ids: customers,
            title,
            what_happened,
            why,
            what_we_did,
            what_we_will_do,
        }
    }};
}

pub async fn preview(content: Content) -> Result<Preview, ApiError> {
    let input = content!(preview_rca, content);
    let data = ask::<PreviewRca>(preview_rca::Variables { input }).await?;
    read(&data, "previewRca", |n| Preview {
        html: n.text("html"),
        token: n.text("token"),
        redactions: n.list("redactions", |r| Redaction {
            place: r.text("place"),
            original: r.text("original"),
            replacement: r.text("replacement"),
            reason: r.text("reason"),
        }),
        findings: n.list("findings", |f| Finding {
            rule: f.text("rule"),
            level: f.word("level", FindingLevel::parse, FindingLevel::Hint),
            message: f.text("message"),
        }),
    })
}

/// Publishes what was previewed; refused when the analysis has another version than that.
pub fn publish(content: Content, version: i64, token: String, key: String) -> Done {
    let input = publish_rca::PublishRcaInput {
        content: content!(publish_rca, content),
        rca_version: version,
        preview_token: token,
        idempotency_key: Some(key),
    };
    change::<PublishRca>(publish_rca::Variables { input })
}

pub fn withdraw(id: String) -> Done {
    change::<WithdrawRcaPublication>(withdraw_rca_publication::Variables { id })
}

pub fn answer(id: String, body: String) -> Done {
    let input = answer_rca_question::AnswerRcaQuestionInput { body, id };
    change::<AnswerRcaQuestion>(answer_rca_question::Variables { input })
}

/// What customers wait for, the longest first; the first twenty-five.
pub async fn waiting() -> Result<Vec<Waiting>, ApiError> {
    let data = ask::<OpenRcaQuestions>(open_rca_questions::Variables { first: 25, after: None }).await?;
    read(&data, "openRcaQuestions", |all| {
        all.list("nodes", |n| {
            let of = n.get("publication");
            Waiting {
                question: map_question(n),
                reference: of.text("reference"),
                number: of.number("number"),
                title: of.text("title"),
            }
        })
    })
}

/// Customers to choose from: the first hundred.
pub async fn customers() -> Result<Vec<Named>, ApiError> {
    let data = ask::<CustomerOptions>(customer_options::Variables { first: 100 }).await?;
    read(&data, "customers", |all| all.list("nodes", Node::named))
}
