//! Pages, known errors and what looks alike.

use app::problem::{LookAlike, OpenProblem, ProblemFilter, ProblemOrder, SetWorkaround, UpdateProblem};
use domain::problem::{Problem, ProblemStatus, WorkaroundEffect};

use super::{edit, opening, step, workshop};

#[tokio::test]
async fn boards_page_by_change_and_filter() {
    let shop = workshop().await;
    let app = shop.app();
    let mut problems = Vec::new();
    for title in ["Search is slow", "Cart is empty", "Search is wrong"] {
        shop.stage.world.clock.advance(60);
        problems.push(shop.open(title, &[]).await);
    }
    shop.stage.world.clock.advance(60);
    let tagged = UpdateProblem { tags: Some(vec!["Cart".to_owned()]), ..edit(&problems[1]) };
    app.update_problem(&shop.petra, tagged).await.unwrap();
    app.change_problem_status(&shop.petra, step(&problems[0], ProblemStatus::InAnalysis)).await.unwrap();
    let order = ProblemOrder::UpdatedAtDesc;
    let titles = async |filter: &ProblemFilter| {
        let page = app.problems(&shop.stage.victor, filter, order, None, 10).await.unwrap();
        assert_eq!(
            app.count_problems(&shop.stage.victor, filter).await.unwrap(),
            u64::try_from(page.items.len()).unwrap()
        );
        page.items.into_iter().map(|one| one.title.into_string()).collect::<Vec<_>>()
    };
    let all = ProblemFilter::default();
    assert_eq!(titles(&all).await.len(), 3);
    let first = app.problems(&shop.stage.victor, &all, order, None, 2).await.unwrap();
    assert!(first.has_next);
    let last = &first.items[1];
    let rest = app
        .problems(&shop.stage.victor, &all, order, Some((last.updated_at, last.id.uuid())), 2)
        .await
        .unwrap();
    assert_eq!(rest.items.iter().map(|one| one.id).collect::<Vec<_>>(), [problems[2].id]);
    let status = ProblemFilter { status: vec![ProblemStatus::InAnalysis], ..all.clone() };
    assert_eq!(titles(&status).await, ["Search is slow"]);
    let text = ProblemFilter { text: Some("sear wro".to_owned()), ..all.clone() };
    assert_eq!(titles(&text).await, ["Search is wrong"]);
    let tag = ProblemFilter { tag: Some("CART".to_owned()), ..all.clone() };
    assert_eq!(titles(&tag).await, ["Cart is empty"]);
    let open = ProblemFilter { is_open: Some(false), ..all.clone() };
    assert!(titles(&open).await.is_empty());
    let severe = ProblemFilter { severity: vec![domain::incident::Severity::Sev1], ..all };
    assert!(titles(&severe).await.is_empty());
}

async fn with_workaround(shop: &super::Workshop, problem: &Problem) -> Problem {
    let command = SetWorkaround {
        id: problem.id,
        version: problem.version,
        steps: "Restart it.".to_owned(),
        effect: WorkaroundEffect::Removes,
        limits: "Once an hour.".to_owned(),
        last_tested_at: shop.app().now(),
    };
    shop.app().set_workaround(&shop.petra, command).await.unwrap().problem
}

#[tokio::test]
async fn known_errors_of_the_same_services_help_responders() {
    let shop = workshop().await;
    let app = shop.app();
    let (earlier, now) = (shop.stage.declare("Earlier").await, shop.stage.declare("Now").await);
    let problem = shop.open("Why", &[earlier.id]).await;
    let known = async || {
        let found = app.known_errors(&shop.stage.victor, &[earlier.id, now.id]).await.unwrap();
        (found.get(&earlier.id).map_or(0, Vec::len), found.get(&now.id).map_or(0, Vec::len))
    };
    assert_eq!(known().await, (0, 0), "nothing helps yet");
    with_workaround(&shop, &problem).await;
    assert_eq!(known().await, (0, 1), "not where it is linked already");
    let elsewhere = UpdateProblem { service_ids: Some(Vec::new()), ..edit(&shop.problem(&problem).await) };
    app.update_problem(&shop.petra, elsewhere).await.unwrap();
    assert_eq!(known().await, (0, 0));
}

#[tokio::test]
async fn what_looks_alike_is_suggested_within_sight() {
    let shop = workshop().await;
    let app = shop.app();
    let public = shop.stage.declare("Checkout payments rejected by gateway").await;
    let quiet = shop.stage.declare_private("Checkout payments rejected by gateway again").await;
    let described = OpenProblem {
        service_ids: vec![shop.stage.shop],
        ..opening("Checkout payments rejected by the gateway", &[])
    };
    let problem = app.open_problem(&shop.petra, described).await.unwrap().problem;
    let new = LookAlike {
        title: "Payments rejected at checkout".to_owned(),
        service_ids: vec![shop.stage.shop],
        ..LookAlike::default()
    };
    let found = app.suggestions(&shop.petra, &new).await.unwrap();
    assert_eq!(found.problems.iter().map(|one| one.problem.id).collect::<Vec<_>>(), [problem.id]);
    assert_eq!(found.incidents.iter().map(|one| one.incident.id).collect::<Vec<_>>(), [public.id]);
    assert_eq!(found.incidents[0].likeness.services, [shop.stage.shop]);
    let seen = app.suggestions(&shop.stage.meena, &new).await.unwrap();
    assert_eq!(seen.incidents.len(), 2, "{seen:?}");
    let of_incident = app.similar_to_incident(&shop.stage.meena, public.id).await.unwrap();
    assert_eq!(of_incident.incidents.iter().map(|one| one.incident.id).collect::<Vec<_>>(), [quiet.id]);
    app.link_problem_incident(&shop.petra, problem.id, public.id).await.unwrap();
    let of_incident = app.similar_to_incident(&shop.petra, public.id).await.unwrap();
    assert!(of_incident.problems.is_empty() && of_incident.incidents.is_empty(), "{of_incident:?}");
    let of_problem = app.similar_to_problem(&shop.petra, problem.id).await.unwrap();
    assert!(of_problem.incidents.is_empty() && of_problem.problems.is_empty());
    assert!(app.suggestions(&shop.carl, &new).await.is_err());
}
