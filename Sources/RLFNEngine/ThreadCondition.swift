import Glibc

/// A lock, and a condition on which threads wait that hold it: the pair of pthreads, which `Synchronization.Mutex` has
/// no word for.
package final class ThreadCondition: @unchecked Sendable {
  // Safety: mutex and condition are made to be shared, and stay where they are allocated.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  /// Unlocked.
  package init() {
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    changed.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Waits for the lock and takes it.
  package func lock() { pthread_mutex_lock(mutex) }

  /// Gives the lock back.
  package func unlock() { pthread_mutex_unlock(mutex) }

  /// Gives the lock away, sleeps until `wakeAll`, and takes it again. May also return for no reason.
  package func wait() { pthread_cond_wait(changed, mutex) }

  /// Wakes all threads that wait; costs next to nothing where there is none.
  package func wakeAll() { pthread_cond_broadcast(changed) }
}
