use super::*;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread;

const STRICT: Limits = Limits {
    connect: Duration::from_secs(1),
    answer: Duration::from_secs(1),
    source: Duration::from_secs(30),
    largest: 1 << 20,
    redirects: 3,
};

/// A server that answers each connection with these bytes, then goes silent for a while.
fn server(answer: impl Fn(&str) -> Vec<u8> + Send + 'static, silence: Duration) -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let own_base = base.clone();
    // The thread ends with the test process.
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            read_request(&mut stream);
            // The client may have had enough.
            stream.write_all(&answer(&own_base)).ok();
            thread::sleep(silence);
        }
    });
    Address::new(base)
}

fn read_request(stream: &mut TcpStream) {
    let mut request = Vec::new();
    let mut byte = [0];
    // The greeting of TLS is no HTTP and ends otherwise.
    while !request.starts_with(b"\x16") && !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
        request.push(byte[0]);
    }
}

fn told(answer: impl Fn(&str) -> Vec<u8> + Send + 'static, silence: u64) -> String {
    let base = server(answer, Duration::from_millis(silence));
    match Client::within(STRICT, &base).get(&base) {
        Err(Error::Unreadable { message, .. }) => message.replace(base.secret(), "URL "),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_comes_with_its_introduction() {
    let base = server(
        |_| b"HTTP/1.1 200 OK\r\nUser-Agent: Some/1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]".to_vec(),
        Duration::ZERO,
    );
    let answer = Client::within(STRICT, &base).get(&base).unwrap().unwrap();
    assert_eq!((answer.body.as_slice(), answer.introduction.as_deref()), (b"[]".as_slice(), Some("Some/1")));
}

#[test]
fn nothing_there_is_not_an_error() {
    let base = server(|_| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(), Duration::ZERO);
    assert!(Client::within(STRICT, &base).get(&base).unwrap().is_none());
}

#[test]
fn slow_servers_are_given_up() {
    assert_eq!(told(|_| Vec::new(), 3000), "cannot fetch URL : no complete answer within 1 seconds");
    let half = |_: &str| b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec();
    assert_eq!(told(half, 3000), "cannot fetch URL : no complete answer within 1 seconds");
}

#[test]
fn huge_answers_are_cut_off() {
    let endless = |_: &str| {
        let mut answer = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n".to_vec();
        answer.resize(2 << 20, b' ');
        answer
    };
    assert_eq!(told(endless, 0), "the answer of URL  is larger than 1 MiB");
}

#[test]
fn truncated_answers_are_noticed() {
    let cut = |_: &str| b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"name\":".to_vec();
    assert_eq!(told(cut, 0), "cannot fetch URL : the answer ended too early");
    assert_eq!(told(|_| Vec::new(), 0), "cannot fetch URL : the answer ended too early");
    assert_eq!(
        told(|_| b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope".to_vec(), 0),
        "cannot fetch URL : the answer is damaged"
    );
}

#[test]
fn redirects_are_followed_so_far() {
    let on_and_on =
        |base: &str| format!("HTTP/1.1 302 Found\r\nLocation: {base}\r\nContent-Length: 0\r\n\r\n").into_bytes();
    assert_eq!(told(on_and_on, 0), "cannot fetch URL : it redirects more than 3 times");
}

#[test]
fn redirects_lead_to_no_place_they_must_not() {
    let to = |location: &'static str| {
        move |_: &str| format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n").into_bytes()
    };
    assert_eq!(
        told(to("file:///etc/passwd"), 0),
        "cannot fetch URL : it redirects to `file:///etc/passwd`, which is not an address on the web"
    );
    let base = Address::new(server(to("http://127.0.0.1:9/"), Duration::ZERO).secret().replace("//", "//me:secret@"));
    let error = Client::within(STRICT, &base).get(&base).unwrap_err().to_string();
    assert!(error.ends_with("another host, `127.0.0.1:9`, which must not get the credentials"), "{error}");
}

#[test]
fn a_source_has_one_deadline() {
    let base = server(|_| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(), Duration::ZERO);
    let client = Client::within(Limits { source: Duration::ZERO, ..STRICT }, &base);
    let error = client.get(&base).unwrap_err().to_string();
    assert!(error.ends_with("the source takes longer than 0 seconds"), "{error}");
}

#[test]
fn what_is_no_http_is_told() {
    let message = told(|_| b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec(), 0);
    assert!(message.starts_with("cannot fetch URL : the answer is not HTTP as it should be"), "{message}");
    assert_eq!(
        told(|_| b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec(), 0),
        "URL  answered with status 503 (Service Unavailable)"
    );
}

#[test]
fn servers_that_are_not_there_are_told() {
    let told = |url: &str| match Client::within(STRICT, &Address::new(url)).get(&Address::new(url)) {
        Err(Error::Unreadable { message, .. }) => message,
        other => panic!("{other:?}"),
    };
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(
        told(&format!("http://{closed}/")),
        format!("cannot fetch http://{closed}/: `{closed}` refused the connection")
    );
    assert_eq!(told("http://a b/"), "`http://a b/` is not an address");
    // Behind a proxy it is the proxy that says so.
    if ureq::Proxy::try_from_env().is_none() {
        assert_eq!(
            told("http://nowhere.invalid/"),
            "cannot fetch http://nowhere.invalid/: there is no host `nowhere.invalid`"
        );
    }
}

#[test]
fn plain_http_where_https_is_expected_is_told() {
    let base = server(|_| b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), Duration::ZERO);
    let base = Address::new(base.secret().replace("http:", "https:"));
    match Client::within(STRICT, &base).get(&base) {
        Err(Error::Unreadable { message, help, .. }) => {
            assert!(message.contains("no secure connection to"), "{message}");
            assert!(help.unwrap().contains("speak HTTPS"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_to_do_about_a_refusal_is_told() {
    let help = |status: &'static str, credentials: &str, is_git: bool| {
        let answer = move |_: &str| {
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: 2097152\r\n\r\n");
            [head.as_bytes(), &[b' '; 2 << 20]].concat()
        };
        let base = Address::new(server(answer, Duration::ZERO).secret().replace("//", &format!("//{credentials}")));
        let client = Client::within(STRICT, &base);
        let failure = if is_git { client.git(&base, None).err() } else { client.get(&base).err() };
        match failure {
            Some(Error::Unreadable { help: Some(help), .. }) => help,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(help("400 Bad", "", false), "is this the address of a data models service?");
    assert_eq!(help("400 Bad", "", true), IS_REPOSITORY);
    assert_eq!(help("200 OK", "", false), "is this the address of a data models service?");
    assert_eq!(help("200 OK", "", true), "clone the repository, and name its folder as the source");
    for is_git in [true, false] {
        let wanted = "the server wants credentials in the address: https://user:password@host/";
        assert_eq!(help("401 Unauthorized", "", is_git), wanted);
        let refused = "the server does not take the credentials in the address";
        assert_eq!(help("403 Forbidden", "me:secret@", is_git), refused);
        assert_eq!(help("403 Forbidden", "token@", is_git), refused);
    }
}
