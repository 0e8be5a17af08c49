//! The board: a column for each status that somebody still works in, and what is closed or lived with as counts. A card moves at
//! once and is given back with the reason when the server refuses.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    Prefill,
    api::{self, Row},
    card::card,
    dialogs::{MoveDialog, RiskDialog, Target, needed},
    filters::Filters,
    live, text,
    write::{self, ChangeProblemStatusInput},
};
use crate::{
    model::{Permission, ProblemChangeKind, ProblemOrder, ProblemStatus},
    net::{ApiError, session::session},
    shell::Overlays,
    ui::{
        board::{self, Place, Steps, is_over, reason},
        drag::Drag,
        group::{Group, Held, Words},
        lean,
        remote::{self, Remote, Source},
        states::{Empty, Failure},
        time, toast,
    },
};

const PAGE: i64 = 100;
const WORDS: Words = Words { noun: "problems", mark: "data-problem" };

/// The columns.
fn columns() -> impl Iterator<Item = ProblemStatus> {
    ProblemStatus::ALL.iter().copied().filter(|s| s.is_open())
}

/// Whether the reader may move cards at all; closing and accepting need more.
pub fn may_move() -> bool {
    session().can(Permission::ProblemChangeStatus)
}

/// The dialog that is open.
#[derive(Clone, PartialEq)]
pub enum Over {
    Move(Box<Row>),
    Risk(Target),
}

/// A status as a column.
const fn place(status: ProblemStatus) -> Place {
    Place { wire: status.wire(), label: status.label() }
}

/// What the board's parts share; copy it freely.
#[derive(Clone, Copy)]
pub struct Desk {
    pub group: Group<Row>,
    pub steps: Steps,
    pub over: RwSignal<Option<Over>>,
    pub drag: Drag,
    /// How many are closed, how many are lived with.
    ended: Source<(i64, i64)>,
}

impl Desk {
    /// Moves a card at once, and asks; with a form first where there is more to say.
    fn go(self, id: &str, to: ProblemStatus) {
        let Some(row) = self.group.held(id).map(|held| held.get_untracked()) else { return };
        if row.status == to {
            return;
        }
        if !row.next.contains(&to) {
            return self.steps.refuse(id, place(to), reason(text::NO_STEP));
        }
        if !untrack(|| session().can(needed(to))) {
            return self.steps.refuse(id, place(to), reason("Your role may not decide that."));
        }
        if to == ProblemStatus::AcceptedRisk {
            return self.over.set(Some(Over::Risk(Target::of(&row))));
        }
        self.steps.wait(id, place(to));
        let input =
            ChangeProblemStatusInput { id: row.id.clone(), version: row.version, status: to, reason: None };
        spawn_local(async move {
            let answer = write::change_status(input).await;
            self.settle(&row, to, answer);
        });
        self.steps.stand_on(id);
    }

    fn settle(self, row: &Row, to: ProblemStatus, answer: Result<Row, ApiError>) {
        // The board may have been left meanwhile.
        if self.steps.is_gone() {
            return;
        }
        match answer {
            Ok(now) => {
                toast::say(format!("{} is now {}", row.reference, to.label().to_ascii_lowercase()));
                self.take(&now);
                self.steps.settle(&row.id);
            }
            Err(mut error) => {
                if error.is("CONFLICT") {
                    error.message = text::MOVED_MEANWHILE.into();
                    self.group.read();
                }
                self.steps.refuse(&row.id, place(to), error);
            }
        }
        self.steps.stand_on(&row.id);
    }

    /// A newer state of a problem, by whomever.
    fn take(self, row: &Row) {
        if row.status.is_open() {
            self.group.put(row.clone());
        } else if self.group.held(&row.id).is_some() {
            self.group.remove(&row.id);
            self.ended.reload();
        }
    }

    /// The ids of a column, the worst and oldest first.
    fn column(self, status: ProblemStatus) -> Vec<String> {
        let mut cards: Vec<(u8, i64, String)> = self.group.rows.with(|rows| {
            let of = |held: &Held<Row>| {
                held.with(|row| {
                    let here = self.steps.pending(&row.id).map_or(row.status.wire(), |to| to.wire);
                    let worst = row.severity.map_or(9, crate::model::Severity::number);
                    (here == status.wire()).then(|| (worst, row.created_at.0, row.id.clone()))
                })
            };
            rows.iter().filter_map(of).collect()
        });
        cards.sort_unstable();
        cards.into_iter().map(|(.., id)| id).collect()
    }
}

#[component]
pub fn Board(filters: Memo<Filters>) -> impl IntoView {
    lean::part(move || {
        let filters = filters.get();
        let is_none = !filters.status.is_empty() && !columns().any(|s| filters.shows(s));
        if is_none { nothing(&filters) } else { view! { <Columns filters /> }.into_any() }
    })
}

fn desk(filters: &Filters) -> Desk {
    let (asked, counted) = (filters.board(), filters.base());
    let order = ProblemOrder::CreatedAtAsc;
    let group = Group::new(WORDS, move |after| Box::pin(api::list(asked.clone(), order, PAGE, after)));
    let dropped = RwSignal::new(None::<(String, String)>);
    let desk = Desk {
        group,
        steps: Steps::new(WORDS.mark),
        over: RwSignal::new(None),
        drag: Drag::new(Callback::new(move |drop| dropped.set(Some(drop)))),
        ended: remote::remote(move || api::counts(counted.clone())),
    };
    Effect::new(move |_| {
        if let Some((id, column)) = dropped.get()
            && let Some(to) = ProblemStatus::parse(&column)
        {
            desk.go(&id, to);
        }
    });
    group.read();
    desk
}

#[component]
fn Columns(filters: Filters) -> impl IntoView {
    let desk = desk(&filters);
    let through = filters.clone();
    live::listen(move |event| match (&event.row, event.change) {
        (_, ProblemChangeKind::Resync) => {
            desk.group.read_again();
            desk.ended.reload();
        }
        (Some(row), _) if desk.group.held(&row.id).is_some() => desk.take(row),
        (Some(row), _) if row.status.is_open() && through.lets_through(row) => {
            desk.group.rows.update(|rows| rows.push(Held::new(row.clone())));
        }
        _ => {}
    });
    let open = Callback::new(move |id: String| {
        if let Some(held) = desk.group.held(&id) {
            desk.over.set(Some(Over::Move(Box::new(held.get_untracked()))));
        }
    });
    board::register_keys("Problem board", WORDS.mark, untrack(may_move).then_some(open));
    let shown: Vec<ProblemStatus> = columns().filter(|s| filters.shows(*s)).collect();
    let body = move || {
        match desk.group.phase.get() {
        Remote::Failed(error) => {
            view! { <Failure error retry=move |()| { desk.group.phase.set(Remote::Loading); desk.group.read() } /> }.into_any()
        }
        Remote::Loading => board::skeleton(shown.len()),
        Remote::Ready(()) if desk.group.rows.with(Vec::is_empty) => nothing(&filters),
        Remote::Ready(()) => {
            let columns: Vec<AnyView> = shown.iter().map(|status| column(desk, *status)).collect();
            view! { <div class="board">{columns}{ends(desk, &filters)}</div> }.into_any()
        }
    }
    };
    let more = move || {
        view! { <p class="more"><button type="button" class="btn small" on:click=lean::press(move || desk.group.read_more())>"Load more"</button></p> }
    };
    view! {
        <p class="bsum muted">{lean::words(move || summary(desk))}</p>
        {lean::part(body)}
        {lean::only(move || desk.group.next.with(Option::is_some), more)}
        {lean::part(move || over(desk))}
    }
}

fn over(desk: Desk) -> Option<AnyView> {
    let close = Callback::new(move |()| desk.over.set(None));
    desk.over.get().map(|over| match over {
        Over::Move(row) => {
            let id = row.id.clone();
            let choose = move |to| desk.go(&id, to);
            view! { <MoveDialog row=*row choose on_close=close /> }.into_any()
        }
        Over::Risk(target) => {
            let id = target.id.clone();
            let done = move |()| {
                toast::say("Risk accepted");
                desk.group.remove(&id);
                desk.ended.reload();
            };
            view! { <RiskDialog target done on_close=close /> }.into_any()
        }
    })
}

/// `11 open · median age 26 d · 5 came back`
fn summary(desk: Desk) -> String {
    let now = time::now_ms();
    let (mut ages, again) = desk.group.rows.with(|rows| {
        let ages: Vec<i64> = rows.iter().map(|r| r.with(|r| now - r.created_at.0)).collect();
        (ages, rows.iter().filter(|r| r.with(|r| r.recurrences > 0)).count())
    });
    ages.sort_unstable();
    let (Some(low), Some(high)) = (ages.get(ages.len().saturating_sub(1) / 2), ages.get(ages.len() / 2))
    else {
        return String::new();
    };
    let median = i64::midpoint(*low, *high);
    let plus = if desk.group.next.with(Option::is_some) { "+" } else { "" };
    let median = time::words(median / 86_400_000 * 86_400_000);
    format!("{}{plus} open · median age {median} · {again} came back", ages.len())
}

fn column(desk: Desk, status: ProblemStatus) -> AnyView {
    let cards = Memo::new(move |_| desk.column(status));
    board::column(desk.drag, place(status), cards, move |id| card(desk, &id))
}

/// The two ends of a problem's life: narrow, with a way to the list of what is in them.
fn ends(desk: Desk, filters: &Filters) -> AnyView {
    let end = |status: ProblemStatus, read: fn((i64, i64)) -> i64| {
        let list = Filters {
            view: super::filters::View::List,
            status: vec![status.wire().to_owned()],
            ..filters.clone()
        };
        let wire = status.wire();
        let count = lean::words(move || match desk.ended.state.get() {
            Remote::Ready(counts) => read(counts).to_string(),
            _ => "–".to_owned(),
        });
        view! {
            <section class="col end" data-column=wire aria-label=status.label() class:over=move || is_over(desk.drag, wire)>
                <a href=list.href()>{status.label()}" "<span class="n">{count}</span></a>
            </section>
        }
        .into_any()
    };
    let both = vec![end(ProblemStatus::Closed, |c| c.0), end(ProblemStatus::AcceptedRisk, |c| c.1)];
    view! { <div class="ends">{both}</div> }.into_any()
}

/// Nothing to show: because of the filters, or because there is nothing yet.
fn nothing(filters: &Filters) -> AnyView {
    if filters.is_active() {
        let clear = filters.cleared().href();
        return view! {
            <Empty title=text::MATCH_TITLE text=text::MATCH_TEXT>
                <a class="btn" href=clear>{text::CLEAR}</a>
            </Empty>
        }
        .into_any();
    }
    let problem = expect_context::<Overlays>().problem;
    let add = lean::only(
        || session().can(Permission::ProblemOpen),
        move || {
            let open = lean::press(move || problem.set(Some(Prefill::default())));
            view! { <button type="button" class="btn" on:click=open>{text::NEW}</button> }
        },
    );
    view! { <Empty title=text::NONE_TITLE text=text::NONE_TEXT>{add}</Empty> }.into_any()
}
