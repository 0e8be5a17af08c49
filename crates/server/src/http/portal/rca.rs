//! `/status/account/rca/…`: an analysis that was shared with a customer, where she acknowledges it and asks about it. Whatever is not
//! hers answers like what does not exist, and nothing is kept by anybody between.
//!
//! It must not know what is on a page, nor who may read what.

use app::publication::AskAboutSharedRca;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::comms::promise::RcaStage;
use domain::id::PublicationId;
use domain::identity::Actor;
use domain::portal::PublicAnalysis;
use domain::publication::{Publication, SHARED_ROOT};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};
use portal::{SharedAnalysis, SharedPage, SharedQuestion, site};

use super::account::{Visitor, is_own_form, visit};
use super::call::{Call, field, led_to, refusal};
use crate::http::answer::Refusal;
use crate::portal::Kind;
use crate::state::Edge;

/// The most analyses that an account lists; older ones are found by their address.
const LISTED: u64 = 100;

/// What an address asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Page,
    Markdown,
    Acknowledge,
    Question,
}

/// A question that was sent and does not hold.
#[derive(Default)]
struct Fault {
    text: Option<String>,
    question: String,
}

/// The page of a shared analysis, its Markdown, and what its forms send.
pub async fn shared(State(edge): State<Edge>, request: Request) -> Response {
    answer(&edge, request).await.unwrap_or_else(IntoResponse::into_response)
}

/// What the account of a customer's person lists, newest first.
pub(super) async fn listed(call: &Call<'_>, actor: &Actor) -> Result<Vec<SharedAnalysis>, Refusal> {
    let versions = call.app.shared_rcas(actor, None, LISTED).await.map_err(refusal)?.items;
    let ids: Vec<PublicationId> = versions.iter().map(|version| version.id).collect();
    let read = call.app.shared_acknowledgements(actor, &ids).await.map_err(refusal)?;
    let line = |version: Publication| SharedAnalysis {
        path: version.path(),
        title: version.parts.title.as_str().to_owned(),
        is_final: version.stage == RcaStage::Final,
        published_at: version.published_at,
        is_acknowledged: read.contains_key(&version.id),
    };
    Ok(versions.into_iter().map(line).collect())
}

/// Which version, and what of it. Addresses that lead nowhere have no id.
fn parsed(path: &str) -> Option<(PublicationId, Asked)> {
    let rest = path.strip_prefix(SHARED_ROOT)?;
    let (id, asked) = match rest.split_once('/') {
        Some((id, "acknowledge")) => (id, Asked::Acknowledge),
        Some((id, "question")) => (id, Asked::Question),
        Some(_) => return None,
        None => rest.strip_suffix(".md").map_or((rest, Asked::Page), |id| (id, Asked::Markdown)),
    };
    Some((id.parse().ok()?, asked))
}

async fn answer(edge: &Edge, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let asked = parsed(parts.uri.path());
    let call = Call::open(edge, &parts)?;
    let sent = if *call.method == Method::POST { call.sent(body).await? } else { Vec::new() };
    let _permit = edge.anonymous_admission.enter().await?;
    let Some(visitor) = visit(edge, call.headers).await? else { return Ok(led_to(site::SIGN_IN)) };
    let Some((id, asked)) = asked else { return Ok(nothing(&call)) };
    match (asked, call.method) {
        (Asked::Page, &(Method::GET | Method::HEAD)) => {
            show(&call, &visitor, id, StatusCode::OK, Fault::default()).await
        }
        (Asked::Markdown, &(Method::GET | Method::HEAD)) => markdown(&call, &visitor, id).await,
        (Asked::Acknowledge | Asked::Question, &Method::POST) => {
            if !is_own_form(edge, call.headers, field(&sent, "form_token")) {
                return Ok(call.page(StatusCode::FORBIDDEN, call.shown.portal().refused_page()));
            }
            if asked == Asked::Acknowledge {
                acknowledge(&call, &visitor, id).await
            } else {
                ask(&call, &visitor, id, &sent).await
            }
        }
        (Asked::Page | Asked::Markdown, _) => Err(Refusal::method("GET, HEAD")),
        (Asked::Acknowledge | Asked::Question, _) => Err(Refusal::method("POST")),
    }
}

/// The page for what is not hers, and for what does not exist.
fn nothing(call: &Call<'_>) -> Response {
    call.page(StatusCode::NOT_FOUND, call.shown.portal().not_found_page())
}

/// A version of hers; `None` for everything else.
async fn version(call: &Call<'_>, actor: &Actor, id: PublicationId) -> Result<Option<Publication>, Refusal> {
    match call.app.shared_rca(actor, id).await {
        Ok(version) => Ok(Some(version)),
        Err(app::Error::NotFound) => Ok(None),
        Err(error) => Err(refusal(error)),
    }
}

async fn show(
    call: &Call<'_>,
    visitor: &Visitor,
    id: PublicationId,
    status: StatusCode,
    fault: Fault,
) -> Result<Response, Refusal> {
    let (app, actor) = (call.app, &visitor.actor);
    let Some(version) = version(call, actor, id).await? else { return Ok(nothing(call)) };
    let html = |text: &str| app.markdown().render(text).to_string();
    let all = app.shared_versions(actor, &version).await.map_err(refusal)?;
    let asked = app.shared_questions(actor, &[id]).await.map_err(refusal)?.remove(&id).unwrap_or_default();
    let read = app.shared_acknowledgements(actor, &[id]).await.map_err(refusal)?;
    let customer = app.own_customer(actor).ok_or(Refusal::unavailable())?;
    let mut key = [0; 16];
    call.edge.entropy.fill(&mut key);
    let page = SharedPage {
        customer: customer.name.to_string(),
        acknowledged_at: read.get(&id).copied(),
        questions: asked
            .iter()
            .map(|one| SharedQuestion {
                asked_at: one.asked_at,
                body_html: html(one.body.as_str()),
                answer: one.answer.as_ref().map(|answer| (answer.at, html(answer.body.as_str()))),
            })
            .collect(),
        versions: all.iter().map(|one| PublicAnalysis::of(one, &html)).collect(),
        form_token: visitor.form_token.clone(),
        question_key: hex::encode(key),
        fault: fault.text,
        question: fault.question,
    };
    let analysis = PublicAnalysis::of(&version, &html);
    Ok(call.page(status, call.shown.portal().shared_rca_page(&analysis, &page, call.edge.now())))
}

async fn markdown(call: &Call<'_>, visitor: &Visitor, id: PublicationId) -> Result<Response, Refusal> {
    let Some(version) = version(call, &visitor.actor, id).await? else { return Ok(nothing(call)) };
    let html = |text: &str| call.app.markdown().render(text).to_string();
    let text = call.shown.portal().shared_rca_markdown(&PublicAnalysis::of(&version, &html));
    let mut response = call.page(StatusCode::OK, text);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(Kind::Markdown.media()));
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(response)
}

async fn acknowledge(call: &Call<'_>, visitor: &Visitor, id: PublicationId) -> Result<Response, Refusal> {
    match call.app.acknowledge_shared_rca(&visitor.actor, id).await {
        Ok(_) => Ok(back(id)),
        Err(app::Error::NotFound) => Ok(nothing(call)),
        Err(error) => Err(refusal(error)),
    }
}

async fn ask(
    call: &Call<'_>,
    visitor: &Visitor,
    id: PublicationId,
    sent: &[(String, String)],
) -> Result<Response, Refusal> {
    let question = field(sent, "body").to_owned();
    let key = field(sent, "key");
    let command = AskAboutSharedRca {
        id,
        body: question.clone(),
        // A page that is sent twice asks once.
        idempotency_key: (!key.is_empty()).then(|| key.to_owned()),
    };
    let fault = |text: String| Fault { text: Some(text), question: question.clone() };
    match call.app.ask_about_shared_rca(&visitor.actor, command).await {
        Ok(_) => Ok(back(id)),
        Err(app::Error::NotFound) => Ok(nothing(call)),
        Err(app::Error::Invalid { field, message }) if field == "body" => {
            let fault = fault(format!("Your question {message}."));
            show(call, visitor, id, StatusCode::BAD_REQUEST, fault).await
        }
        Err(app::Error::Rule { message, .. }) => {
            let fault = fault(format!("Your question was not sent: {message}."));
            show(call, visitor, id, StatusCode::BAD_REQUEST, fault).await
        }
        Err(app::Error::Invalid { .. } | app::Error::Conflict { .. }) => {
            let fault = fault("This page was sent before. Please ask again.".to_owned());
            show(call, visitor, id, StatusCode::BAD_REQUEST, fault).await
        }
        Err(error) => Err(refusal(error)),
    }
}

/// Read the page again instead of sending the form again.
fn back(id: PublicationId) -> Response {
    led_to(&format!("{}#talk", site::shared_rca(&id.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_version_and_what_is_asked_of_it() {
        let id = PublicationId::new(uuid::Uuid::from_u128(0x0189_4d3c_7e5f_7b2a_9c4d_1122_3344_5566));
        let asked =
            |rest: &str| parsed(&format!("{SHARED_ROOT}{rest}")).map(|(found, asked)| (found == id, asked));
        assert_eq!(asked(&id.to_string()), Some((true, Asked::Page)));
        assert_eq!(asked(&format!("{id}.md")), Some((true, Asked::Markdown)));
        assert_eq!(asked(&format!("{id}/acknowledge")), Some((true, Asked::Acknowledge)));
        assert_eq!(asked(&format!("{id}/question")), Some((true, Asked::Question)));
        for nothing in
            ["", "x", "inc_01", &format!("{id}/"), &format!("{id}/else"), &format!("{id}/question/2")]
        {
            assert_eq!(asked(nothing), None, "{nothing}");
        }
    }
}
