//! What the stories of customers have in common.

use reqwest::header::HeaderMap;
use serde_json::json;

use crate::client::{Answer, Client};
use crate::server::{PASSWORD, Server, Who};

const REDEEM: &str = "mutation($input: RedeemOneTimeLinkInput!) {
  redeemOneTimeLink(input: $input) { accessToken viewer { id } }
}";

/// Makes a customer organisation that uses these services.
pub async fn customer(server: &Server, name: &str, services: &[&str]) -> String {
    let admin = server.sign_in(Who::Admin).await;
    let input = json!({ "name": name, "serviceIds": services });
    let made = admin.mutate("createCustomer", "CreateCustomerInput", "customer { id }", input).await;
    made.text("/createCustomer/customer/id")
}

/// Invites a person of a customer, who joins with [`PASSWORD`]; a client that she is signed in with.
pub async fn person(server: &Server, customer: &str, email: &str, name: &str) -> Client {
    let admin = server.sign_in(Who::Admin).await;
    let input = json!({ "customerId": customer, "email": email, "name": name });
    let invited = admin.mutate("inviteCustomerUser", "InviteCustomerUserInput", "link", input).await;
    let link = invited.text("/inviteCustomerUser/link");
    let token = link.split_once('#').expect("the token stands behind the #").1;
    server.keep_secret(token);
    let input = json!({ "input": { "token": token, "password": PASSWORD } });
    let joined = server.anonymous().ask(REDEEM, input).await;
    let access = joined.text("/redeemOneTimeLink/accessToken");
    server.keep_secret(&access);
    let mut client = server.bearer(&access);
    client.user_id = joined.text("/redeemOneTimeLink/viewer/id");
    client
}

/// A browser without script at the portal: it keeps cookies, sends forms, and does not follow where it is led.
pub struct Visitor<'a> {
    server: &'a Server,
    http: reqwest::Client,
    /// Names and values, as the answers set them.
    pub cookies: Vec<(String, String)>,
}

impl<'a> Visitor<'a> {
    /// Somebody who was never here.
    pub fn new(server: &'a Server) -> Self {
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self { server, http: http.build().expect("a client"), cookies: Vec::new() }
    }

    /// Reads an address.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.server.url));
        self.send(request, &[]).await
    }

    /// Sends a form, as the own page does; headers may be added.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let encoded = reqwest::Url::parse_with_params(&self.server.url, fields).expect("an address");
        let body = encoded.query().unwrap_or_default().to_owned();
        let request = self.http.post(format!("{}{path}", self.server.url)).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request, headers).await
    }

    async fn send(&mut self, mut request: reqwest::RequestBuilder, headers: &[(&str, &str)]) -> Answer {
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !pairs.is_empty() {
            request = request.header("cookie", pairs.join("; "));
        }
        let answer = Answer::read(request.send().await.expect("an answer")).await;
        for (name, value) in set_cookies(&answer.headers) {
            self.cookies.retain(|(known, _)| *known != name);
            if !value.is_empty() {
                self.server.keep_secret(&value);
                self.cookies.push((name, value));
            }
        }
        answer
    }

    /// Fills the form of signing in and sends it.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let token = form_token(&self.get("/status/sign-in").await);
        let fields = [("email", email), ("password", password), ("form_token", token.as_str())];
        self.post("/status/sign-in", &fields, &[]).await
    }

    /// The value of a cookie that it keeps.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn set_cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let lines = headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.filter_map(|line| line.split(';').next()?.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What the form of a page carries; empty when there is none.
pub fn form_token(page: &Answer) -> String {
    let rest = page.body.split_once("name=\"form_token\" value=\"").map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default().to_owned()
}
