//! What the stories of subscribers have in common: asking by the form, and following the links that come.

use reqwest::header::ORIGIN;

use crate::client::Answer;
use crate::server::Server;
use crate::sink::Sink;
use crate::smtp::{Received, SmtpServer};

/// Sends a form as a page of this site does.
pub async fn send(server: &Server, path: &str, fields: &[(&str, &str)]) -> Answer {
    send_from(server, path, fields, Some(&server.url)).await
}

/// Sends a form from a page of this origin, or from no page.
pub async fn send_from(server: &Server, path: &str, fields: &[(&str, &str)], origin: Option<&str>) -> Answer {
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let mut request = server
        .http()
        .post(format!("{}{path}", server.url))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.join("&"));
    if let Some(origin) = origin {
        request = request.header(ORIGIN, origin);
    }
    Answer::read(request.send().await.expect("an answer")).await
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Asks by the form.
pub async fn ask(server: &Server, channel: &str, address: &str, services: &[&str]) -> Answer {
    let mut fields = vec![("channel", channel), ("address", address)];
    fields.extend(services.iter().map(|id| ("service", *id)));
    send(server, "/status/subscribe", &fields).await
}

/// The path of the link of a kind in a text: `/status/confirm/…`, `/status/unsubscribe/…`.
pub fn link(server: &Server, text: &str, kind: &str) -> String {
    let start = format!("{}/status/{kind}/", server.url);
    let rest = text.split_once(&start).unwrap_or_else(|| panic!("no {start} in {text}")).1;
    let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    server.keep_secret(&token);
    format!("/status/{kind}/{token}")
}

/// Subscribes an address by mail and confirms it; the mail that asked.
pub async fn by_mail(server: &Server, smtp: &SmtpServer, address: &str, services: &[&str]) -> Received {
    let before = smtp.received().len();
    assert_eq!(ask(server, "MAIL", address, services).await.status, 200);
    let mail = smtp.wait_for(before + 1).await[before].clone();
    let answer = send(server, &link(server, &mail.text(), "confirm"), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    mail
}

/// Subscribes an endpoint and confirms it; its secret.
pub async fn by_webhook(server: &Server, sink: &Sink, services: &[&str]) -> String {
    let before = sink.calls().len();
    assert_eq!(ask(server, "WEBHOOK", &sink.url(), services).await.status, 200);
    let calls = sink.wait(|calls| calls[before..].iter().any(|call| call.is_taken)).await;
    let call = calls[before..].iter().find(|call| call.is_taken).expect("it was waited for");
    let page = send(server, &link(server, &call.body, "confirm"), &[]).await;
    let rest = page.body.split_once("whsec_").unwrap_or_else(|| panic!("no secret in {}", page.body)).1;
    let secret = format!("whsec_{}", rest.split('<').next().unwrap_or_default());
    server.keep_secret(&secret);
    secret
}
