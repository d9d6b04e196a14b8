//! What a caller may want to know while a source is read.

use dmsa::diagnostic::Diagnostic;

/// Receives what happens while sources are read. Every method does nothing unless it is overridden.
pub trait Observer {
    /// Something begins that may take a while, such as fetching a file. [`Observer::end`] follows.
    fn begin(&self, _what: &str) {}

    /// What took a while is over.
    fn end(&self) {}

    /// A definition could not be read; others could.
    fn unread(&self, _message: &str) {}

    /// A definition was found, whose files have these errors and warnings. The subject is the model and version.
    fn findings(&self, _findings: &[Diagnostic], _subject: &str) {}
}

/// An observer that does nothing.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Observer for Silent {}

/// Calls [`Observer::end`] when it is dropped.
pub(crate) struct Busy<'t>(&'t dyn Observer);

impl<'t> Busy<'t> {
    pub(crate) fn new(observer: &'t dyn Observer, what: &str) -> Self {
        observer.begin(what);
        Self(observer)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}
