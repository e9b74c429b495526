//! Coming to an end: no new clients, and no new requests of old ones; what is under way is answered.

use std::{
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// How often a thread that waits looks whether the server is to close.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// Whether the server is to close: one flag, however often it is cloned.
#[derive(Clone, Debug)]
pub(crate) struct Closing {
    begun: Arc<AtomicBool>,
    address: SocketAddr,
}

impl Closing {
    /// Of a server that listens at this address.
    pub(crate) fn of(address: SocketAddr) -> Self {
        Self { begun: Arc::default(), address }
    }

    /// Where the server listens.
    #[cfg(test)]
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells the server to close.
    pub(crate) fn begin(&self) {
        self.begun.store(true, Ordering::Release);
        // The accepting thread sleeps until a client comes, so one comes.
        drop(TcpStream::connect_timeout(&self.address, Duration::from_secs(1)));
    }

    /// Whether the server is to close.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Acquire)
    }
}
