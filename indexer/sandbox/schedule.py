"""Runs many jobs: side by side first, and once more those that the machine may have failed on."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from itertools import islice
from typing import Final, TypeVar

from indexer.errors import OutOfProcesses
from indexer.file_problems import ProblemKind
from indexer.messages import message
from indexer.sandbox.jobs import Job, Outcome
from indexer.sandbox.pool import Pool
from indexer.sandbox.self_test import ReaderCheck

R = TypeVar("R")
T = TypeVar("T")

_ALONE: Final = (ProblemKind.READER_KILLED, ProblemKind.RESOURCES_SHORT)
"""Faults of the machine that are less likely for a file that is read alone."""


def run_all(jobs: Iterable[Job[R]], pool: Pool[R, T]) -> Iterator[Outcome[R, T]]:
    """Run the jobs in the pool; yields outcomes as they come.

    At most twice as many jobs as the pool has workers are running or queued; the next job is taken
    once the caller has dealt with an outcome. A job on which the machine seems to have failed is
    run once more when all others are done, alone if need be; its second outcome is yielded. Closing
    the generator, or an exception in its caller, closes the pool, which ends all children.

    Raises:
        SandboxUnavailable: no child can be started on this machine, or none reads a good file.
        SettingTooLow: no file can be read with one of the settings.
        MachineError: there is no memory, process, thread or descriptor left.
    """
    check, late, failed = ReaderCheck(pool), list[Job[R]](), list[Job[R]]()
    try:
        with closing(_run_side_by_side(jobs, pool)) as outcomes:
            for outcome in outcomes:
                check.confirm(outcome)
                kind = outcome.problem.kind if outcome.problem else None
                if kind in _ALONE:
                    failed.append(outcome.job)
                elif kind is ProblemKind.READER_DELAYED:
                    late.append(outcome.job)
                else:
                    yield outcome
        with closing(_run_side_by_side(late, pool)) as outcomes:
            yield from map(check.settle, outcomes)
        for job in failed:
            yield check.settle(pool.run(job))
    except BaseException:
        pool.close()
        raise


def _run_side_by_side(
    jobs: Iterable[Job[R]], pool: Pool[R, T]
) -> Generator[Outcome[R, T], None, None]:
    waiting = iter(jobs)
    threads = ThreadPoolExecutor(pool.workers, "sandbox")

    def start(number: int) -> set[Future[Outcome[R, T]]]:
        return {_submit(threads, pool, job) for job in islice(waiting, number)}

    try:
        running = start(2 * pool.workers)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            while done:
                yield done.pop().result()
                # Only now: which job is next may depend on what became of this one.
                running |= start(1)
    except BaseException:
        pool.close()  # else those that are running would be waited for
        raise
    finally:
        threads.shutdown(cancel_futures=True)


def _submit(threads: ThreadPoolExecutor, pool: Pool[R, T], job: Job[R]) -> Future[Outcome[R, T]]:
    try:
        return threads.submit(pool.run, job)
    except RuntimeError as error:  # the system starts no more threads
        raise OutOfProcesses(
            message("The computer starts no more processes for this user.")
        ) from error
