//! What clients of the API can rely on, told over real HTTP against the real program.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

/// The same story on both databases.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($server:ident: &Server) $body:block)+) => { $(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn story($server: &Server) $body

            #[tokio::test]
            async fn sqlite() {
                story(&Server::start(tests::Backend::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                story(&Server::start(tests::Backend::Postgres).await).await;
            }
        }
    )+ };
}

mod audit;
mod backup;
mod bad_input;
mod canary;
mod changes;
mod contract;
mod corrections;
mod csrf;
mod customers;
mod demo;
mod drafts;
mod edge;
mod fanout;
mod guard;
mod headers;
mod import;
mod import_reports;
mod keys;
mod lifecycle;
mod links;
mod listing;
mod live;
mod live_rights;
mod live_slow;
mod nodes;
mod notifications;
mod one_time_links;
mod own_sessions;
mod policy;
mod policy_comms;
mod policy_customers;
mod policy_portal;
mod policy_problems;
mod policy_publications;
mod policy_repairs;
mod policy_table;
mod portal;
mod portal_account;
mod portal_down;
mod portal_work;
mod private;
mod problems;
mod promises;
mod promises_rca;
mod publications;
mod publications_shared;
mod rca;
mod rca_live;
mod reach_calendar;
mod reach_mail;
mod reach_tools;
mod reach_trackers;
mod reach_webhooks;
mod reach_worker;
mod repair_lists;
mod repair_tables;
mod repairs;
mod repairs_live;
mod seed;
mod sessions;
mod settings;
mod statements;
mod statements_publications;
mod statements_repairs;
mod stop;
mod subscribers;
mod subscribers_guard;
mod telemetry;
mod timeline;
mod tokens;
mod updates;
mod upgrade;
mod versions;
mod versions_repairs;
mod wording;
