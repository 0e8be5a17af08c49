//! A mail server for tests: speaks SMTP over a real socket, keeps what it is given, and refuses when
//! it is told to.
//!
//! It must not deliver anything anywhere, and knows nothing of the program: its unit tests include
//! this file as it is.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// How the client called itself.
    pub hello: String,
    /// Address of the envelope.
    pub from: String,
    /// Addresses of the envelope.
    pub to: Vec<String>,
    /// Headers and body, with line ends as they came.
    pub data: String,
}

impl Received {
    /// The value of a header on one line, if it stands there once.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut values = unfolded.split("\r\n").filter_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        values.next().filter(|_| values.next().is_none())
    }

    /// The body as a reader sees it.
    pub fn text(&self) -> String {
        let body = self.data.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let bytes = match self.header("Content-Transfer-Encoding").as_deref() {
            Some("quoted-printable") => from_quoted(body),
            Some("base64") => from_base64(body),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
    }
}

/// What the server was given, and what it was told.
#[derive(Default)]
struct State {
    received: Vec<Received>,
    /// Commands that are answered with a code instead, in this order.
    refusals: VecDeque<(&'static str, u16)>,
    /// What came after `AUTH PLAIN`.
    accounts: Vec<String>,
    connections: usize,
    is_silent: bool,
}

/// The server. It ends with the runtime of its test.
#[derive(Clone)]
pub struct SmtpServer {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl SmtpServer {
    /// Listens on a port of its own.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = Self { address, state: Arc::default() };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                server.state().connections += 1;
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    /// The setting `mail.smtp_url` that leads here.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// Answers the next `count` commands of this kind with a code: `EHLO`, `AUTH`, `MAIL`, `RCPT`,
    /// `DATA`, or `.` for the end of the data.
    pub fn refuse(&self, command: &'static str, count: usize, code: u16) {
        self.state().refusals.extend(std::iter::repeat_n((command, code), count));
    }

    /// Takes connections and says nothing from now on.
    pub fn be_silent(&self) {
        self.state().is_silent = true;
    }

    /// All mails so far.
    pub fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    /// Waits until so many mails came, for at most ten seconds.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        for _ in 0..500 {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{count} mails wanted, these came: {:?}", self.received());
    }

    /// Names and passwords that clients gave, as `NUL name NUL password`.
    pub fn accounts(&self) -> Vec<String> {
        let state = self.state();
        state.accounts.iter().map(|text| String::from_utf8_lossy(&from_base64(text)).into_owned()).collect()
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.state().connections
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The code to answer a command with, if it is to be refused.
    fn refusal(&self, command: &str) -> Option<u16> {
        let mut state = self.state();
        let place = state.refusals.iter().position(|(refused, _)| *refused == command)?;
        state.refusals.remove(place).map(|(_, code)| code)
    }

    async fn talk(&self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        if self.state().is_silent {
            return std::future::pending().await;
        }
        stream.write_all(b"220 mail.test ESMTP\r\n").await?;
        let mut mail =
            Received { hello: String::new(), from: String::new(), to: Vec::new(), data: String::new() };
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let (command, rest) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
            let command = command.to_ascii_uppercase();
            if let Some(code) = self.refusal(&command) {
                stream.write_all(format!("{code} refused by the test\r\n").as_bytes()).await?;
                continue;
            }
            let answer = match command.as_str() {
                "EHLO" => {
                    rest.clone_into(&mut mail.hello);
                    "250-mail.test\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n"
                }
                "AUTH" => {
                    self.state().accounts.push(rest.trim_start_matches("PLAIN ").to_owned());
                    "235 welcome\r\n"
                }
                "MAIL" => {
                    mail.from = address(rest);
                    mail.to.clear();
                    "250 ok\r\n"
                }
                "RCPT" => {
                    mail.to.push(address(rest));
                    "250 ok\r\n"
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await?;
                    mail.data = data(&mut stream).await?;
                    let refusal = self.refusal(".");
                    if refusal.is_none() {
                        self.state().received.push(mail.clone());
                    }
                    &refusal
                        .map_or("250 kept\r\n".to_owned(), |code| format!("{code} refused by the test\r\n"))
                }
                "RSET" | "NOOP" => "250 ok\r\n",
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => "502 not known\r\n",
            };
            stream.write_all(answer.as_bytes()).await?;
        }
    }
}

/// What stands between the angle brackets.
fn address(text: &str) -> String {
    let inner = text.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(text, |(inner, _)| inner).to_owned()
}

/// The lines up to a lone dot; a dot that was doubled on the way is one again.
async fn data(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&line);
        if line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn from_quoted(text: &str) -> Vec<u8> {
    let text = text.replace("=\r\n", "");
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        out.push(match byte {
            b'=' => {
                let value = digit(bytes.next()).unwrap_or(0) * 16 + digit(bytes.next()).unwrap_or(0);
                u8::try_from(value).unwrap_or(b'?')
            }
            _ => byte,
        });
    }
    out
}

fn from_base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut held, mut bits, mut out) = (0_u32, 0, Vec::new());
    for value in text.bytes().filter_map(|byte| ALPHABET.iter().position(|known| *known == byte)) {
        held = (held << 6 | u32::try_from(value).unwrap_or(0)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).unwrap_or(0));
        }
    }
    out
}
