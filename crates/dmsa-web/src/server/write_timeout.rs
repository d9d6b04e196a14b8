//! A socket that gives up a client that does not read what it is sent.

use crate::app::App;
use std::future::{Future, poll_fn};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How often a client that is being waited for is looked at.
const WINDOW: Duration = Duration::from_secs(1);

/// What a client has to read in a window, in bytes, while answers take more memory than they may.
const MIN_BYTES: usize = 16 << 10;

/// A socket that fails when nothing could be written for a while, or, while memory is short, when too little could be.
/// Reading is watched by the HTTP connection itself.
pub(super) struct WriteTimeout {
    stream: TcpStream,
    app: Arc<App>,
    /// What was read but not yet taken.
    read: Vec<u8>,
    progress: Progress,
}

/// How fast the client reads.
struct Progress {
    /// When something could be written for the last time.
    last: Instant,
    /// What was written since the window began.
    bytes: usize,
    /// Whether the last write had to wait.
    is_waiting: bool,
    /// The end of the window; none before anything had to wait.
    window: Option<Pin<Box<Sleep>>>,
}

impl WriteTimeout {
    pub(super) fn new(stream: TcpStream, app: Arc<App>) -> Self {
        let progress = Progress { last: Instant::now(), bytes: 0, is_waiting: false, window: None };
        Self { stream, app, read: Vec::new(), progress }
    }

    /// Gives back what was read: it will be read again.
    pub(super) fn unread(&mut self, bytes: Vec<u8>) {
        self.read = bytes;
    }

    /// Sends an answer: what stands before the content, and the content.
    pub(super) async fn send(&mut self, head: &[u8], content: &[u8]) -> io::Result<()> {
        let (mut sent, whole) = (0, head.len() + content.len());
        while sent < whole {
            let rest = head.get(sent..).unwrap_or_default();
            let place = sent.saturating_sub(head.len());
            let parts = [rest, content.get(place..).unwrap_or_default()].map(IoSlice::new);
            match poll_fn(|cx| Pin::new(&mut *self).poll_write_vectored(cx, &parts)).await? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                count => sent += count,
            }
        }
        Ok(())
    }

    /// Passes on what a write came to, unless the client is too slow.
    fn watch(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let progress = &mut self.progress;
        if let Poll::Ready(result) = written {
            progress.last = Instant::now();
            progress.bytes += result.as_ref().map_or(0, |count| *count);
            progress.is_waiting = false;
            return Poll::Ready(result);
        }
        if !progress.is_waiting && progress.last.elapsed() > WINDOW {
            // There was nothing to write for a while, which is not the client's fault.
            (progress.last, progress.bytes, progress.window) = (Instant::now(), 0, None);
        }
        progress.is_waiting = true;
        loop {
            let window = progress.window.get_or_insert_with(|| Box::pin(sleep(WINDOW)));
            if window.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            let is_stuck = progress.last.elapsed() >= self.app.state.settings.write_timeout;
            let is_slow = progress.bytes < MIN_BYTES && self.app.state.budget.excess() > 0;
            if is_stuck || is_slow {
                self.app.state.metrics.give_up();
                // What the system still holds for this client is dropped, too.
                socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).ok();
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            (progress.bytes, progress.window) = (0, None);
        }
    }
}

impl AsyncRead for WriteTimeout {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.read.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buf);
        }
        let count = self.read.len().min(buf.remaining());
        buf.put_slice(self.read.get(..count).unwrap_or_default());
        self.read.drain(..count);
        if self.read.is_empty() {
            // The connection may last for long, and its memory is not needed again.
            self.read = Vec::new();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for WriteTimeout {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.watch(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.watch(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
