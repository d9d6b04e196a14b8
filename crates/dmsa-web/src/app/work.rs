//! Where answers are made: beside the threads that serve connections, only so many at a time.

use crate::http::Problem;
use crate::state::State;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

/// How long a request waits for its answer's turn to be made.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// How many requests may wait for an answer to be made. Each keeps some 30 KiB of the service busy while it waits.
const MAX_WAITING: usize = 512;

/// What a picture takes while it is made, beside its file: its pixels, four bytes each, drawn in strips of at most a million,
/// and its parts.
const HEAVY_WORK: usize = 6 << 20;

/// Threads that make answers.
pub(super) struct Workers {
    pool: Handle,
    /// How many work at a time.
    turns: Arc<Semaphore>,
    /// Which of them makes something heavy.
    heavy: Arc<Semaphore>,
    /// Requests that wait for their turn.
    waiting: Semaphore,
}

impl Workers {
    /// So many of the blocking threads of `pool`.
    pub(super) fn new(pool: Handle, count: usize) -> Self {
        let (turns, heavy) = (Arc::new(Semaphore::new(count)), Arc::new(Semaphore::new(1)));
        Self { pool, turns, heavy, waiting: Semaphore::new(MAX_WAITING) }
    }

    /// Does work that takes a while: only so much of it at a time, only one heavy thing, and only while there is memory for
    /// the result.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        state: &State,
        is_heavy: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = async {
            let heavy = if is_heavy { Some(Arc::clone(&self.heavy).acquire_owned().await) } else { None };
            let turn = Arc::clone(&self.turns).acquire_owned().await;
            // It is counted before there is room for it, so that room is made for it too.
            let reserved = is_heavy.then(|| state.budget.reserve(HEAVY_WORK));
            memory(state).await;
            (heavy, turn, reserved)
        };
        let busy = || Problem::busy("the service is busy; please try again");
        let waiting = self.waiting.try_acquire().map_err(|_| busy())?;
        let turn = tokio::time::timeout(MAX_WAIT, turn).await.map_err(|_| busy())?;
        drop(waiting);
        let lost = |_| Problem::busy("this could not be made; please try again");
        // The turn ends with the work, which goes on when a client hangs up.
        let work = move || {
            let _turn = turn;
            work()
        };
        self.pool.spawn_blocking(work).await.map_err(lost)
    }
}

/// Waits until answers take no more memory than they may. The cache evicts entries first; then slow clients lose their
/// connections.
async fn memory(state: &State) {
    loop {
        let freed = state.budget.freed();
        state.definitions().cache.make_room();
        if state.budget.excess() == 0 {
            return;
        }
        // A client that is cut off frees memory, which ends the wait; the timeout makes sure that nothing is missed.
        tokio::time::timeout(Duration::from_secs(1), freed).await.ok();
    }
}
