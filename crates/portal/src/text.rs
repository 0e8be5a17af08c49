//! Takes out of published text what could break a document or fool its reader: control characters and those that reorder text.
//! A mark stands in their place, as joining what they kept apart could make something new. Escaping is the template's.

use domain::portal::{Projection, PublicAnalysis, PublicUpdate, ServiceRef};

/// Whether a character has no place in any of our documents: XML forbids most of these, the others hide or reorder what follows.
const fn is_unwanted(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A text that did not come with a projection, cleaned.
pub(crate) fn cleaned(text: &str) -> String {
    text.replace(is_unwanted, "\u{fffd}")
}

fn clean(text: &mut String) {
    if text.contains(is_unwanted) {
        *text = cleaned(text);
    }
}

fn clean_some(text: &mut Option<String>) {
    text.iter_mut().for_each(clean);
}

fn clean_ref(service: &mut ServiceRef) {
    clean(&mut service.id);
    clean(&mut service.name);
}

fn clean_update<S>(update: &mut PublicUpdate<S>) {
    clean(&mut update.id);
    clean(&mut update.body_html);
    clean(&mut update.body_text);
    clean_some(&mut update.corrects);
    update.changes.iter_mut().for_each(|change| clean_ref(&mut change.service));
}

/// Cleans every text of a published analysis.
pub(crate) fn clean_analysis(analysis: &mut PublicAnalysis) {
    clean(&mut analysis.id);
    clean(&mut analysis.reference);
    clean(&mut analysis.title);
    for part in &mut analysis.parts {
        clean(&mut part.heading);
        clean(&mut part.html);
        clean(&mut part.text);
    }
    for incident in &mut analysis.incidents {
        clean(&mut incident.id);
        clean(&mut incident.reference);
        incident.services.iter_mut().for_each(clean);
    }
    for line in &mut analysis.lines {
        clean(&mut line.html);
        clean(&mut line.text);
    }
    analysis.causes.bones.iter_mut().for_each(|bone| clean(&mut bone.name));
    analysis.causes.causes.iter_mut().for_each(|cause| clean(&mut cause.text));
    for item in &mut analysis.items {
        clean(&mut item.title);
        clean(&mut item.words);
    }
    analysis.changes.iter_mut().for_each(clean);
}

/// Cleans every text of a projection.
pub(crate) fn clean_all(projection: &mut Projection) {
    let organisation = &mut projection.organisation;
    clean(&mut organisation.name);
    clean(&mut organisation.time_zone);
    clean_some(&mut organisation.logo_url);
    clean_some(&mut organisation.accent);
    clean_some(&mut organisation.support_url);
    for group in &mut projection.groups {
        clean(&mut group.id);
        clean(&mut group.name);
        for service in &mut group.services {
            clean(&mut service.id);
            clean(&mut service.name);
        }
    }
    for incident in &mut projection.incidents {
        clean(&mut incident.id);
        clean(&mut incident.reference);
        clean(&mut incident.title);
        incident.services.iter_mut().for_each(clean_ref);
        incident.updates.iter_mut().for_each(clean_update);
        if let Some(rca) = &mut incident.rca {
            clean(&mut rca.reference);
            clean(&mut rca.stage);
            clean(&mut rca.url);
            clean(&mut rca.summary_html);
            clean(&mut rca.summary_text);
        }
    }
    projection.analyses.iter_mut().for_each(clean_analysis);
    for work in &mut projection.maintenances {
        clean(&mut work.id);
        clean(&mut work.reference);
        clean(&mut work.title);
        work.services.iter_mut().for_each(clean_ref);
        work.updates.iter_mut().for_each(clean_update);
    }
}
