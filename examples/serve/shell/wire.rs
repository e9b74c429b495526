//! A TCP stream that reads lines and lengths, each by a deadline.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

/// Why no more bytes came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// The client closed its side, or the connection broke.
    Closed,
    /// The deadline passed.
    Late,
    /// The line is longer than it may be.
    Long,
}

/// One client's connection, with what it has sent ahead.
pub(super) struct Wire {
    stream: TcpStream,
    ahead: Vec<u8>,
    /// Where in `ahead` the unread bytes begin.
    start: usize,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        // An answer is written in one piece; waiting to join it with a later one would only delay it.
        let _ = stream.set_nodelay(true);
        Self { stream, ahead: Vec::new(), start: 0 }
    }

    fn unread(&self) -> &[u8] {
        self.ahead.get(self.start..).unwrap_or_default()
    }

    /// Whether the client has sent nothing that is still unread, as far as we know.
    pub(super) fn is_empty(&self) -> bool {
        self.unread().is_empty()
    }

    /// Waits until a byte other than CR and LF is there, and passes over those: a server ignores empty lines
    /// before a request line (RFC 9112 §2.2).
    pub(super) fn skip_empty_lines(&mut self, deadline: Instant) -> Result<(), Halt> {
        loop {
            let empty = self.unread().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.start += empty;
            if !self.is_empty() {
                return Ok(());
            }
            self.fill(deadline)?;
        }
    }

    /// The next line without its LF; a CR before that is still there. Takes the line from `budget`, in bytes, and
    /// comes back [`Halt::Long`] where the line would overdraw it.
    pub(super) fn line(&mut self, deadline: Instant, budget: &mut usize) -> Result<Vec<u8>, Halt> {
        let mut searched = 0;
        loop {
            let unread = self.unread();
            let found = unread.iter().skip(searched).position(|byte| *byte == b'\n');
            let length = found.map_or(unread.len(), |at| searched + at + 1);
            if length > *budget {
                return Err(Halt::Long);
            }
            if found.is_some() {
                *budget -= length;
                let line = unread.iter().take(length - 1).copied().collect();
                self.start += length;
                return Ok(line);
            }
            searched = length;
            self.fill(deadline)?;
        }
    }

    /// Appends the next `length` bytes to `content`. Memory grows with what arrives, not with what was announced.
    pub(super) fn take(
        &mut self,
        length: usize,
        deadline: Instant,
        content: &mut Vec<u8>,
    ) -> Result<(), Halt> {
        let mut missing = length;
        while missing > 0 {
            if self.is_empty() {
                self.fill(deadline)?;
            }
            let unread = self.unread();
            let part = unread.get(..missing).unwrap_or(unread);
            content.extend_from_slice(part);
            missing -= part.len();
            self.start += part.len();
        }
        Ok(())
    }

    /// Reads once from the network.
    fn fill(&mut self, deadline: Instant) -> Result<(), Halt> {
        let mut part = [0; 16 * 1024];
        let count = self.read(&mut part, deadline)?;
        self.ahead.drain(..self.start);
        self.start = 0;
        self.ahead.extend(part.iter().take(count));
        Ok(())
    }

    /// Reads at least one byte.
    fn read(&mut self, part: &mut [u8], deadline: Instant) -> Result<usize, Halt> {
        loop {
            let left = time_left(deadline)?;
            self.stream.set_read_timeout(Some(left)).map_err(|_| Halt::Closed)?;
            match self.stream.read(part) {
                Ok(0) => return Err(Halt::Closed),
                Ok(count) => return Ok(count),
                Err(error) => again(&error)?,
            }
        }
    }

    /// Writes all of it.
    pub(super) fn write(&mut self, mut bytes: &[u8], deadline: Instant) -> Result<(), Halt> {
        while !bytes.is_empty() {
            let left = time_left(deadline)?;
            self.stream.set_write_timeout(Some(left)).map_err(|_| Halt::Closed)?;
            match self.stream.write(bytes) {
                Ok(0) => return Err(Halt::Closed),
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(error) => again(&error)?,
            }
        }
        Ok(())
    }

    /// Closes so that the last answer arrives: first our side alone, then, while the client may still be sending,
    /// its bytes are read and dropped for a short while. Closing at once would reset the connection and could
    /// destroy an answer that was not read yet (RFC 9112 §9.6).
    pub(super) fn close_gently(mut self) {
        const PATIENCE: Duration = Duration::from_secs(2);
        if self.stream.shutdown(Shutdown::Write).is_err() {
            return;
        }
        let deadline = Instant::now() + PATIENCE;
        let mut part = [0; 16 * 1024];
        while self.read(&mut part, deadline).is_ok() {}
    }
}

fn time_left(deadline: Instant) -> Result<Duration, Halt> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(Halt::Late) } else { Ok(left) }
}

/// Whether to try once more after this error; a time-out is tried again so that the deadline alone decides.
fn again(error: &io::Error) -> Result<(), Halt> {
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Ok(()),
        _ => Err(Halt::Closed),
    }
}
