//! What customers read about the second outage: the analysis that was promised within two weeks, delivered before that. The
//! inside is still at work on it, so it is preliminary and says so.

use app::comms::PromiseRca;
use app::publication::{AnswerRcaQuestion, AskAboutSharedRca, PublicationContent, PublishRca};
use app::{App, Error, Result};
use chrono::Duration;
use domain::comms::Audience;
use domain::comms::promise::RcaStage;
use domain::id::{CustomerId, IncidentId, ProblemId, PublicationId, RcaId};
use domain::identity::Actor;
use domain::publication::PublicationAudience;
use domain::time::Instant;

use super::cast::{Buyer, Cast};
use crate::system::SteppingClock;

const WHAT_HAPPENED: &str = "On the Friday of a sale, visitors of our website saw error pages (503) in bursts between 08:30 and 09:20 \
     UTC. Bookings that were already made and their confirmations were not affected.\n\nOur monitoring noticed it at 08:35. You heard \
     from us at 08:45, and again within the hour that we had promised.";
const WHY: &str = "We add servers when load rises. That began at 90 % CPU, and each burst of errors began when load got there: more \
     servers came when the ones in place were already full. At 70 % the errors stopped and did not come back.\n\nTwo questions \
     are open: why a new server takes minutes until it answers, and whether requests went to servers that were not ready.";
const WHAT_WE_DID: &str = "- At 09:20 we lowered the threshold from 90 % to 70 % and added a server.\n\
     - Since then we have been lowering it for our other services too.";
const WHAT_WE_WILL_DO: &str = "What we have committed to stands below, with its dates. The final analysis follows when the two questions are answered.";

const QUESTION: &str = "Our next sale is in spring. Will the servers be there before our guests are?";
const ANSWER: &str = "We expect so: before a sale we add one server, and the website scales at 70 % already; the other services \
     follow by the date below. A trial under the load of a sale is proposed; the final analysis says whether we hold it.";

/// Publishes it on the Thursday of the second week, for everyone and for the customer of the sale, who asks about it.
pub async fn deliver(
    app: &App,
    clock: &SteppingClock,
    friday: Instant,
    (cast, buyer): (&Cast, &Buyer),
    (outage, problem): (IncidentId, ProblemId),
) -> Result<()> {
    let thursday = friday + Duration::days(13) + Duration::hours(10);
    clock.set(thursday);
    let publisher = &cast.taylor.actor;
    let outline = app.problem(publisher, problem).await?.rca;
    let rca = outline.ok_or_else(|| Error::internal("the second problem has no analysis"))?.id;
    publish(app, publisher, rca, PublicationAudience::Everyone, Vec::new()).await?;
    let last = PromiseRca {
        incident_id: outage,
        stage: RcaStage::Final,
        audience: Audience::External,
        due_at: None,
        idempotency_key: None,
    };
    app.promise_rca(&cast.meena.actor, last).await?;
    let carrie = &buyer.carrie;
    let shared = publish(app, publisher, rca, PublicationAudience::Customers, vec![buyer.customer]).await?;
    clock.set(thursday + Duration::hours(2));
    app.acknowledge_shared_rca(carrie, shared).await?;
    let question = AskAboutSharedRca { id: shared, body: QUESTION.to_owned(), idempotency_key: None };
    app.ask_about_shared_rca(carrie, question).await?;
    clock.set(thursday + Duration::hours(4));
    for question in app.open_rca_questions(publisher, None, 1).await?.items {
        let answer = AnswerRcaQuestion { id: question.id, body: ANSWER.to_owned() };
        app.answer_rca_question(publisher, answer).await?;
    }
    Ok(())
}

async fn publish(
    app: &App,
    actor: &Actor,
    rca_id: RcaId,
    audience: PublicationAudience,
    customer_ids: Vec<CustomerId>,
) -> Result<PublicationId> {
    let content = PublicationContent {
        rca_id,
        stage: RcaStage::Preliminary,
        audience,
        customer_ids,
        title: "Errors on our website during a sale".to_owned(),
        what_happened: WHAT_HAPPENED.to_owned(),
        why: WHY.to_owned(),
        what_we_did: WHAT_WE_DID.to_owned(),
        what_we_will_do: WHAT_WE_WILL_DO.to_owned(),
    };
    let preview_token = app.preview_rca(actor, &content).await?.token;
    let rca_version = app.rca(actor, rca_id).await?.version;
    let command = PublishRca { content, rca_version, preview_token, idempotency_key: None };
    Ok(app.publish_rca(actor, command).await?.publication.id)
}
