//! How a request reaches the server, and what is done when it cannot. Its pure half knows no browser.
