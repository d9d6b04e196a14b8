//! The rows of one file, checked by several threads.

use crate::csv::{Block, Cells, QuoteFault, Record, Records};
use crate::key::Hasher;
use crate::keys::Budget;
use crate::options::Options;
use crate::plan::{TablePlan, row};
use crate::result::Severity;
use crate::sets::{AnyKey, AnyKnown, AnyLog, Batch};
use crate::tally::{Lines, Tally, at};
use memchr::memchr;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// What all threads know of a table.
pub(crate) struct Scan<'s> {
    pub(crate) plan: &'s TablePlan,
    pub(crate) options: &'s Options,
    pub(crate) hasher: &'s Hasher,
    pub(crate) budget: &'s Budget,
    /// The sets of the table, as its plan has them.
    pub(crate) sets: &'s [Mutex<AnyLog>],
    /// For each lookup what it looks in, if that is there already, and where keys go that are looked up later.
    pub(crate) lookups: &'s [(Option<&'s AnyKnown>, Mutex<AnyLog>)],
    /// The bytes that were read of all files.
    pub(crate) progress: &'s AtomicU64,
}

/// A file's columns.
pub(crate) struct FilePlan {
    /// Its place among the files of the table.
    pub(crate) number: usize,
    /// For each cell the column of the table, if it is known.
    pub(crate) cells: Vec<Option<usize>>,
    /// For each column of the table its cell.
    pub(crate) columns: Vec<Option<usize>>,
}

/// What was found in a file, or by one thread.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) rows: u64,
    /// Rows that could be split into cells.
    pub(crate) whole_rows: u64,
    pub(crate) tallies: Vec<Tally>,
    pub(crate) failed: Lines,
    /// The line from which on nothing was read.
    pub(crate) unread_from: Option<u64>,
}

impl Found {
    fn new(slots: usize) -> Self {
        Self { tallies: vec![Tally::default(); slots], ..Self::default() }
    }

    fn merge(&mut self, other: Self, most: usize) {
        self.rows += other.rows;
        self.whole_rows += other.whole_rows;
        self.failed.merge(&other.failed);
        self.unread_from = self.unread_from.or(other.unread_from);
        for (mine, theirs) in self.tallies.iter_mut().zip(other.tallies) {
            mine.merge(theirs, most);
        }
    }
}

impl Scan<'_> {
    /// How many threads work.
    pub(crate) fn threads(&self) -> usize {
        let threads = self.options.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
        threads.max(1)
    }

    /// Checks the rows of a file. `read` gives them, block by block, to a function that says whether more are wanted.
    pub(crate) fn file(
        &self,
        file: &FilePlan,
        read: impl FnOnce(&(dyn Fn(Block) -> bool + Sync)) -> io::Result<()>,
    ) -> io::Result<Found> {
        let threads = self.threads();
        let (send, receive) = mpsc::sync_channel::<Block>(threads + 1);
        let receive = Mutex::new(receive);
        let next = || receive.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
        let work = || -> io::Result<Found> {
            let mut worker = Worker::new(self, file);
            while let Some(block) = next() {
                if let Err(error) = worker.block(&block) {
                    // Whoever sends must not wait for ever.
                    while next().is_some() {}
                    return Err(error);
                }
            }
            Ok(worker.found)
        };
        thread::scope(|scope| {
            let workers: Vec<_> =
                (0..threads).map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
            if workers.is_empty() {
                return Err(io::Error::other("the system gives no more threads"));
            }
            let read = read(&|block| {
                self.progress.fetch_add(block.bytes.len() as u64, Ordering::Relaxed);
                send.send(block).is_ok()
            });
            drop(send);
            let mut found = Found::new(self.plan.slots.len());
            for worker in workers {
                match worker.join() {
                    Ok(result) => found.merge(result?, self.options.samples),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            read.map(|()| found)
        })
    }
}

/// One thread's work on a file.
struct Worker<'s> {
    scan: &'s Scan<'s>,
    file: &'s FilePlan,
    found: Found,
    cells: Cells,
    /// For each column of the table whether the row has a value there that can be compared.
    comparable: Vec<bool>,
    scratch: Vec<u8>,
}

/// What is known of a whole block, so that each cell need not be asked.
#[derive(Clone, Copy)]
struct Clean {
    utf8: bool,
    without_nul: bool,
}

impl<'s> Worker<'s> {
    fn new(scan: &'s Scan<'s>, file: &'s FilePlan) -> Self {
        let found = Found::new(scan.plan.slots.len());
        let comparable = vec![false; scan.plan.columns.len()];
        Self { scan, file, found, cells: Cells::default(), comparable, scratch: Vec::new() }
    }

    fn block(&mut self, block: &Block) -> io::Result<()> {
        let plan = self.scan.plan;
        let clean =
            Clean { utf8: std::str::from_utf8(&block.bytes).is_ok(), without_nul: memchr(0, &block.bytes).is_none() };
        let mut keys: Vec<Batch> = plan.sets.iter().map(|set| Batch::new(&set.types)).collect();
        let mut later: Vec<Batch> = plan.lookups.iter().map(|lookup| Batch::new(&lookup.types)).collect();
        let mut cells = std::mem::take(&mut self.cells);
        let mut records = Records::of(block, self.scan.options.delimiter);
        while let Some(record) = records.next(&mut cells) {
            self.found.rows += 1;
            if self.is_whole(record, &cells) {
                self.found.whole_rows += 1;
                self.check_cells(record.line, &cells, &block.bytes, clean);
                self.collect(record.line, &cells, &block.bytes, &mut keys, &mut later);
            }
        }
        self.cells = cells;
        let order = (self.file.number as u64) << 40 | block.number;
        let lock = |log: &'s Mutex<AnyLog>| log.lock().unwrap_or_else(PoisonError::into_inner);
        for (log, batch) in self.scan.sets.iter().zip(keys) {
            lock(log).add(order, batch, self.scan.budget)?;
        }
        for ((_, log), batch) in self.scan.lookups.iter().zip(later) {
            lock(log).add(order, batch, self.scan.budget)?;
        }
        Ok(())
    }

    /// Whether a record can be split into cells.
    fn is_whole(&mut self, record: Record, cells: &Cells) -> bool {
        if let Some(fault) = record.fault {
            self.fail(row::QUOTES, record.line, || None);
            if fault == QuoteFault::Open {
                self.found.unread_from = Some(record.line);
            }
            return false;
        }
        if cells.len() != self.file.cells.len() {
            self.fail(row::CELL_COUNT, record.line, || None);
            return false;
        }
        true
    }

    fn check_cells(&mut self, line: u64, cells: &Cells, bytes: &[u8], clean: Clean) {
        let plan = self.scan.plan;
        for (place, column) in self.file.cells.iter().enumerate() {
            let Some((value, quoted)) = cells.get(bytes, place) else { continue };
            let mut readable = true;
            if !clean.utf8 && std::str::from_utf8(value).is_err() {
                self.fail(row::ENCODING, line, || None);
                readable = false;
            }
            if !clean.without_nul && memchr(0, value).is_some() {
                self.fail(row::NUL, line, || None);
                readable = false;
            }
            let Some(column) = *column else { continue };
            self.comparable[column] = false;
            if !readable {
                continue;
            }
            let column_plan = &plan.columns[column];
            if self.scan.is_null(value, quoted) {
                for slot in &column_plan.no_value {
                    self.fail(*slot, line, || None);
                }
                continue;
            }
            let mut right = true;
            for plan in &column_plan.value {
                if (plan.test)(value) {
                    right &= !plan.spoils;
                    self.fail(plan.slot, line, || Some(String::from_utf8_lossy(value).into_owned()));
                }
            }
            self.comparable[column] = right;
        }
    }

    /// Collects the keys of a row and looks its references up.
    fn collect(&mut self, line: u64, cells: &Cells, bytes: &[u8], keys: &mut [Batch], later: &mut [Batch]) {
        let plan = self.scan.plan;
        let place = at(self.file.number, line);
        let key = |columns: &[usize], types, scratch: &mut Vec<u8>, comparable: &[bool]| {
            if !columns.iter().all(|column| comparable[*column]) {
                return None;
            }
            let cell = |column: &usize| {
                let cell = self.file.columns[*column].and_then(|cell| cells.get(bytes, cell));
                cell.map_or(&[][..], |(value, _)| value)
            };
            AnyKey::new(types, columns.iter().map(cell), self.scan.hasher, scratch)
        };
        for (set, batch) in plan.sets.iter().zip(keys) {
            if let Some(key) = key(&set.columns, &set.types, &mut self.scratch, &self.comparable) {
                batch.push(key, place);
            }
        }
        for ((lookup, batch), (known, _)) in plan.lookups.iter().zip(later).zip(self.scan.lookups) {
            let Some(key) = key(&lookup.columns, &lookup.types, &mut self.scratch, &self.comparable) else { continue };
            match known.and_then(|known| known.contains(key)) {
                Some(true) => {}
                Some(false) => {
                    self.found.tallies[lookup.slot].add(place, self.scan.options.samples, || None);
                    self.found.failed.insert(line);
                }
                None => batch.push(key, place),
            }
        }
    }

    fn fail(&mut self, slot: usize, line: u64, value: impl FnOnce() -> Option<String>) {
        let options = self.scan.options;
        let value = || if options.show_values { value() } else { None };
        self.found.tallies[slot].add(at(self.file.number, line), options.samples, value);
        if self.scan.plan.slots[slot].severity == Severity::Error {
            self.found.failed.insert(line);
        }
    }
}

impl Scan<'_> {
    fn is_null(&self, value: &[u8], quoted: bool) -> bool {
        match &self.options.null {
            Some(word) if !quoted && value == word.as_bytes() => true,
            _ => value.is_empty() && !quoted,
        }
    }
}
