//! HTTP/1.1 over TCP around the engine (RFC 9112).
//!
//! The engine answers requests; the shell finds where one request ends and the next begins, and writes the
//! answers. It judges only what it must in order to frame messages safely. Everything else goes to the engine
//! byte by byte, faults included, because the engine explains them better.
//!
//! Start with [`serve`]; then `connection` (one client, request after request), `expect` (whether to
//! ask for the content at all), `closing` (coming to an end), `head` (request line and fields),
//! `body` (where the content ends), `answer` (responses on the wire) and `wire` (bytes and deadlines).

mod answer;
mod body;
mod closing;
mod connection;
mod expect;
mod head;
mod wire;

use std::{
    net::{TcpListener, TcpStream},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use toyshelf::{
    http::{Request, Response},
    server::{Exchange, dispatch},
    world::World,
};

pub(crate) use closing::Closing;

/// How much of anything one client may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of request line and fields together.
    pub(crate) head_bytes: usize,
    /// Bytes of content. More than the engine's own limit, so that the engine says what is too much.
    pub(crate) body_bytes: usize,
    /// Clients served at one time, each on its own thread.
    pub(crate) connections: usize,
    /// How long a head may take, from its first byte to its last.
    pub(crate) head_time: Duration,
    /// How long content may take.
    pub(crate) body_time: Duration,
    /// How long a client may stay silent between requests.
    pub(crate) idle_time: Duration,
    /// How long a client may take to read an answer.
    pub(crate) answer_time: Duration,
    /// How long answers under way may take once the server is to stop.
    pub(crate) closing_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_bytes: 64 * 1024,
            body_bytes: 8 * 1024 * 1024,
            connections: 64,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(30),
            answer_time: Duration::from_secs(10),
            closing_time: Duration::from_secs(5),
        }
    }
}

/// What all connections share.
struct Shell {
    world: Mutex<World>,
    limits: Limits,
    closing: Closing,
}

impl Shell {
    /// Has the engine answer one request; `None` where the engine panicked, which leaves the world as it was.
    fn dispatch(&self, request: Request) -> Option<Response> {
        self.dispatch_if(request, |_| true)
    }

    /// Has the engine answer one request, and keeps what comes of it only where the exchange is one that `counts`.
    fn dispatch_if(&self, request: Request, counts: impl FnOnce(&Exchange) -> bool) -> Option<Response> {
        // The world is replaced in one assignment, so a lock that a panic poisoned still guards a whole world.
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let answered = catch_unwind(AssertUnwindSafe(|| dispatch(&world.at(now_ms()), request)));
        let (after, exchange) = answered.ok()?;
        if !counts(&exchange) {
            return None;
        }
        *world = after;
        Some(exchange.response)
    }
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Serves every client that connects, until it is told to close; then waits for the answers under way, for a while.
pub(crate) fn serve(listener: &TcpListener, world: World, limits: Limits, closing: &Closing) {
    /// Clients that are being told, at one time, that the house is full; any beyond that are hung up on.
    const TURNED_AWAY: usize = 16;
    /// Rest after a failed accept: most often too many open files, which only time cures.
    const REST: Duration = Duration::from_millis(50);

    let shell = Arc::new(Shell { world: Mutex::new(world), limits, closing: closing.clone() });
    let served = Slots::new(limits.connections);
    let turned_away = Slots::new(TURNED_AWAY);
    loop {
        let accepted = listener.accept();
        if closing.has_begun() {
            break;
        }
        let Ok((stream, _)) = accepted else {
            thread::sleep(REST);
            continue;
        };
        if let Some(slot) = served.take() {
            let shell = Arc::clone(&shell);
            on_a_thread(slot, stream, move |stream| connection::serve(&shell, stream));
        } else if let Some(slot) = turned_away.take() {
            on_a_thread(slot, stream, connection::turn_away);
        }
    }
    let deadline = Instant::now() + limits.closing_time;
    while served.any_taken() && Instant::now() < deadline {
        thread::sleep(closing::LOOK);
    }
}

/// Runs one client's work; its slot is given back when that ends, even by a panic. Where the system has no thread
/// to give, the client is hung up on.
fn on_a_thread(slot: Slot, stream: TcpStream, work: impl FnOnce(TcpStream) + Send + 'static) {
    let _ = thread::Builder::new().name("client".into()).spawn(move || {
        let _slot = slot;
        work(stream);
    });
}

/// A bounded number of places.
struct Slots {
    taken: Arc<AtomicUsize>,
    most: usize,
}

/// One place, held until dropped.
struct Slot(Arc<AtomicUsize>);

impl Slots {
    fn new(most: usize) -> Self {
        Self { taken: Arc::default(), most }
    }

    fn any_taken(&self) -> bool {
        self.taken.load(Ordering::Acquire) > 0
    }

    fn take(&self) -> Option<Slot> {
        // Only the accepting thread takes places, so the count cannot grow between the look and the step.
        if self.taken.load(Ordering::Acquire) >= self.most {
            return None;
        }
        self.taken.fetch_add(1, Ordering::AcqRel);
        Some(Slot(Arc::clone(&self.taken)))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
