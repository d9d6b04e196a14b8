//! Work on several cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More of them hardly help: the rest of the work is not shared out.
const MOST_THREADS: usize = 8;

/// Does the same to every item, on as many threads as there are cores; results come in the order of the items.
///
/// Meant for items that take a millisecond or so each: a thread costs some ten microseconds.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(items.len()).min(MOST_THREADS);
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let waiting: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    // Each thread takes the next item that is free, so that no thread waits for one with a large item.
    let take = || {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let item = waiting.get(place)?.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some((place, item))
    };
    let run = || std::iter::from_fn(take).map(|(place, item)| (place, work(item))).collect::<Vec<_>>();
    let mut done = thread::scope(|scope| {
        // Where the system gives no more threads, those there are do the work.
        let others: Vec<_> = (1..threads).map_while(|_| thread::Builder::new().spawn_scoped(scope, run).ok()).collect();
        let mut done = run();
        for other in others {
            match other.join() {
                Ok(results) => done.extend(results),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once_and_results_keep_their_order() {
        for count in [0, 1, 2, 1000] {
            let items: Vec<String> = (0..count).map(|item: usize| item.to_string()).collect();
            let expected: Vec<String> = items.iter().map(|item| format!("{item}!")).collect();
            assert_eq!(map(items, |item| item + "!"), expected);
        }
    }
}
