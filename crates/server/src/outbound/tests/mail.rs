//! Mail arrives at a real server as it was meant, and what the server refuses is told apart.

use std::time::Duration;

use super::smtp::SmtpServer;
use crate::config::{self, Secret};
use crate::outbound::mail::{Mail, MailError, Mailer};

const ID: &str = "<dlv_01h455vb4pex5vsknk084sn02q@coalmine.example>";

fn mailer(url: &str) -> Mailer {
    let settings =
        config::Mail { smtp_url: Secret::new(url), from: "Coalmine <coalmine@trips.example>".to_owned() };
    Mailer::with_step(&settings, Duration::from_millis(300)).unwrap().unwrap()
}

fn mail() -> Mail {
    Mail {
        to_name: "Jörg Ödland".to_owned(),
        to_address: "joerg@trips.example".to_owned(),
        subject: "Repair item CAPA-7 is due".to_owned(),
        text: "Hello Jörg,\n\n.the item is due.\nhttps://coalmine.example/c/7\n".to_owned(),
        message_id: ID.to_owned(),
        list_unsubscribe: Some("https://coalmine.example/u?t=1".to_owned()),
    }
}

async fn fails(mailer: &Mailer) -> MailError {
    mailer.send(mail()).await.unwrap_err()
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_meant() {
    let server = SmtpServer::start().await;
    let mailer = mailer(&server.url());
    mailer.send(mail()).await.unwrap();
    let received = &server.wait_for(1).await[0];
    assert_eq!(
        (&*received.from, &received.to),
        ("coalmine@trips.example", &vec!["joerg@trips.example".to_owned()])
    );
    assert_eq!(received.hello, "trips.example");
    for (name, value) in [
        ("Message-ID", ID),
        ("Subject", "Repair item CAPA-7 is due"),
        ("From", "Coalmine <coalmine@trips.example>"),
        ("List-Unsubscribe", "<https://coalmine.example/u?t=1>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Type", "text/plain; charset=utf-8"),
    ] {
        assert_eq!(received.header(name).as_deref(), Some(value), "{name} in {}", received.data);
    }
    assert!(received.header("To").is_some_and(|to| to.contains("joerg@trips.example") && to.is_ascii()));
    assert!(received.header("Date").is_some());
    assert_eq!(received.text().trim_end(), mail().text.trim_end());
    // The next one takes the same connection, once it was laid back.
    tokio::time::sleep(Duration::from_millis(100)).await;
    mailer.send(mail()).await.unwrap();
    assert_eq!((server.received().len(), server.connections()), (2, 1));
}

#[tokio::test]
async fn no_text_becomes_a_header() {
    let server = SmtpServer::start().await;
    let evil = "due\r\nBcc: evil@x.example\r\n.\r\nMAIL FROM:<evil@x.example>\u{1b}[31m\u{202e}\u{2028}now";
    let mail = Mail { to_name: evil.to_owned(), subject: evil.to_owned(), text: evil.to_owned(), ..mail() };
    mailer(&server.url()).send(mail).await.unwrap();
    let received = server.wait_for(1).await;
    assert_eq!(received.len(), 1);
    let received = &received[0];
    assert_eq!(received.to, ["joerg@trips.example"]);
    let subject = "due Bcc: evil@x.example . MAIL FROM:<evil@x.example> [31m now";
    assert_eq!(received.header("Subject").as_deref(), Some(subject));
    assert_eq!(received.header("Bcc"), None);
    assert!(received.text().contains("\n.\nMAIL FROM"), "the text itself is kept: {}", received.data);
}

#[tokio::test]
async fn for_ever_and_for_now_are_told_apart() {
    let server = SmtpServer::start().await;
    let mailer = mailer(&server.url());
    for (command, code, is_permanent) in [
        ("RCPT", 550, true),
        ("RCPT", 451, false),
        ("MAIL", 553, true),
        ("MAIL", 421, false),
        ("DATA", 554, true),
        ("DATA", 451, false),
        (".", 552, true),
        (".", 450, false),
    ] {
        server.refuse(command, 1, code);
        let error = fails(&mailer).await;
        assert_eq!(error.is_permanent, is_permanent, "{command} {code}: {error}");
        assert!(error.message.contains(&code.to_string()), "{error}");
    }
    assert_eq!(server.received().len(), 0);
    mailer.send(mail()).await.unwrap();
    assert_eq!(server.wait_for(1).await[0].header("Message-ID").as_deref(), Some(ID));
    let nobody = Mail { to_address: "nobody".to_owned(), ..mail() };
    assert!(mailer.send(nobody).await.unwrap_err().is_permanent);
}

#[tokio::test]
async fn the_account_is_given_and_a_refused_one_is_the_operators_to_mend() {
    let server = SmtpServer::start().await;
    let mailer = mailer(&format!("smtp://coal%40mine:p%2Fw@{}?tls=none", server.address));
    server.refuse("AUTH", 1, 535);
    let error = fails(&mailer).await;
    assert!(!error.is_permanent && !error.message.contains("p/w"), "{error}");
    mailer.send(mail()).await.unwrap();
    assert_eq!(server.accounts(), ["\0coal@mine\0p/w"]);
}

#[tokio::test]
async fn a_server_that_is_away_silent_or_without_encryption_is_tried_again() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(!fails(&mailer(&format!("smtp://{gone}?tls=none"))).await.is_permanent);
    let server = SmtpServer::start().await;
    let secret = format!("smtp://coalmine:word@{}", server.address);
    assert!(!fails(&mailer(&secret)).await.is_permanent);
    assert_eq!(server.accounts().len(), 0, "no password in the open");
    server.be_silent();
    let started = tokio::time::Instant::now();
    assert!(!fails(&mailer(&server.url())).await.is_permanent);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn without_a_server_mail_is_off() {
    let settings = config::Mail { smtp_url: Secret::default(), from: String::new() };
    assert!(Mailer::from_settings(&settings).unwrap().is_none());
}
