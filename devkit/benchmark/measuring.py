"""Time whole processes of the actions against the least that any action must do."""

from __future__ import annotations

import json
import math
import resource
import shutil
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from devkit.child_modules import Probe, trust
from devkit.definitions import DEFINITIONS, MANAGERS, ROOT, SCRIPTS
from devkit.errors import DevkitError
from devkit.lab import PHONE, SEND, WAIT, module_path, open_lab, texting
from devkit.sdk_folder import OWN_SDK
from devkit.soar import Runner

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.benchmark.request_counts import Count
    from devkit.soar import RunResult

BASELINE = "Baseline"
HISTORIES = (0, 50, 1_000, 10_000)
WANTED = 1.05  # of the baseline
POLL = "poll"
SETTLED_SECONDS = 1.0  # until the question has arrived
WANTED_OF = ("Ping", POLL)


class BenchmarkError(DevkitError):
    """A process that was to be timed did not do its work, so that its time says nothing."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of run. `state` is what a later run of a wait is handed."""

    name: str
    action: str
    params: dict[str, str] = field(default_factory=dict)
    state: str | None = None
    wanted_state: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One process: wall seconds, and processor seconds (user and system)."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one subject."""

    name: str
    samples: list[Sample]
    modules: int
    peak_mib: float
    twilio_requests: int
    platform_requests: int


@dataclass(frozen=True, slots=True)
class HistoryFigures:
    """A poll with so many older messages: its requests, and its seconds (median)."""

    older: int
    requests: float
    wall: float
    cpu: float


class Benchmark:
    """A lab with TLS, and a runner for the baseline; a context manager."""

    def __init__(self, sdk: Path | None = None, root: Path = ROOT) -> None:
        self._sdk = sdk
        self._root = root

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._open(stack)
            self._stack = stack.pop_all()
        return self

    def _open(self, stack: ExitStack) -> None:
        enter = stack.enter_context
        folder = Path(enter(tempfile.TemporaryDirectory(prefix="bench-")))
        self.lab = enter(open_lab(self._sdk, tls=True, root=self._root))
        self.lab.state.delivery.pick = self.lab.state.delivery.step = 0.01
        baseline = baseline_package(folder / "baseline")
        self._baseline = enter(Runner(root=baseline, sdk=self._sdk))
        self._trust = trust(folder / "trust", self.lab.twilio.ca_pem_path)
        self._probe = Probe(folder / "probe")
        self.subjects = self._subjects()

    def __exit__(self, *_exception: object) -> None:
        self._stack.close()

    def _subjects(self) -> list[Subject]:
        params = texting(PHONE, "May the host be isolated?")
        ask = Subject("Send SMS And Wait, first run", WAIT, params, None, 1)
        poll = Subject(POLL, WAIT, params, self._result(ask).value, 1)
        time.sleep(SETTLED_SECONDS)
        settled = replace(poll, state=self._result(poll).value)
        return [
            Subject(BASELINE, BASELINE),
            Subject("Ping", "Ping"),
            settled,
            Subject(SEND, SEND, params),
            ask,
        ]

    def _result(self, subject: Subject, *folders: Path) -> RunResult:
        runner = self._baseline if subject.action == BASELINE else self.lab.runner
        result = runner.run(
            subject.action,
            subject.params,
            first=subject.state is None,
            state=subject.state,
            settings=self.lab.settings,
            env=module_path(runner, self._trust, *folders),
        )
        if result.error or result.state != subject.wanted_state:
            raise BenchmarkError(f"{subject.name}: {result.error or result.message}")
        return result

    @property
    def own_sdk(self) -> bool:
        return bool(self.lab.runner.sdk == OWN_SDK)

    def sample(self, subject: Subject) -> Sample:
        """Time one process. Nothing else may be started meanwhile."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = self._result(subject)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Sample(result.seconds, cpu)

    def alternate(
        self, rounds: int, tell: Callable[[int], object] = lambda _: None
    ) -> list[Figures]:
        """Run all subjects in turn, each round beginning with another one."""
        samples: dict[str, list[Sample]] = {one.name: [] for one in self.subjects}
        for number in range(-1, rounds):
            begin = number % len(self.subjects)
            for subject in self.subjects[begin:] + self.subjects[:begin]:
                sample = self.sample(subject)
                if number >= 0:  # the first round only warms up
                    samples[subject.name].append(sample)
            tell(number + 1)
        return [self._figures(one, samples[one.name]) for one in self.subjects]

    def _figures(self, subject: Subject, samples: list[Sample]) -> Figures:
        count = len(self.lab.state.requests)
        result = self._result(subject, self._probe.folder)
        report = self._probe.read()
        return Figures(
            subject.name,
            samples,
            modules=len(report["modules"]),
            peak_mib=report["peak_kib"] / 1024,
            twilio_requests=len(self.lab.state.requests) - count,
            platform_requests=len(result.requests),
        )

    def histories(self, rounds: int) -> list[HistoryFigures]:
        """Poll with more and more older messages from the same number."""
        account = self.lab.account
        poll = next(one for one in self.subjects if one.name == POLL)
        before = datetime.now(UTC) - timedelta(hours=1)
        figures, present = [], 0
        for older in HISTORIES:
            account.add_history(older - present, PHONE, account.number, older_than=before)
            present = older
            count = len(self.lab.state.requests)
            samples = [self.sample(poll) for _ in range(rounds)]
            requests = len(self.lab.state.requests) - count
            figures.append(
                HistoryFigures(
                    older,
                    requests / rounds,
                    statistics.median(one.wall for one in samples),
                    statistics.median(one.cpu for one in samples),
                )
            )
        return figures


@dataclass(frozen=True, slots=True)
class Ratio:
    """A median of ratios, and the ends of its 95 % confidence interval."""

    median: float
    low: float
    high: float


def ratio(figures: Figures, baseline: Figures, what: str) -> Ratio:
    """Compare the runs of each round; `what` is `wall` or `cpu`.

    The interval is that of the binomial distribution of ranks, which supposes nothing of the noise.
    """
    pairs = zip(figures.samples, baseline.samples, strict=True)
    ratios = sorted(getattr(one, what) / getattr(least, what) for one, least in pairs)
    rank = max(0, math.floor(len(ratios) / 2 - 0.98 * math.sqrt(len(ratios))))
    return Ratio(statistics.median(ratios), ratios[rank], ratios[-1 - rank])


def misses(
    figures: list[Figures], histories: list[HistoryFigures], counts: list[Count]
) -> list[str]:
    """Name what is not as wanted; a time only where it is not by chance."""
    baseline = next(one for one in figures if one.name == BASELINE)
    found = []
    for one in figures:
        times = ratio(one, baseline, "cpu")
        if one.name in WANTED_OF and times.low > WANTED:
            at_least = f"{times.median:.3f} of the baseline, at least {times.low:.3f}"
            found.append(f"{one.name} takes {at_least}; wanted {WANTED} at most")
        if one.name in WANTED_OF and (one.twilio_requests, one.platform_requests) != (1, 1):
            found.append(f"{one.name} makes more than one request to Twilio and the platform each")
    found += [
        f"a poll with {one.older:,} older messages makes {one.requests:g} requests"
        for one in histories
        if one.requests != 1
    ]
    return found + [
        f"{one.name}: {one.requests} requests; wanted {one.limit} at most"
        for one in counts
        if one.requests > one.limit
    ]


def baseline_package(folder: Path) -> Path:
    """Make a package whose one action is the baseline; return its folder."""
    for name in (DEFINITIONS, SCRIPTS, MANAGERS):
        (folder / name).mkdir(parents=True)
    integration = {"Identifier": "Twilio", "Version": 1.0, "IntegrationProperties": []}
    (folder / "Integration-Twilio.def").write_text(json.dumps(integration), encoding="utf-8")
    definition = json.dumps({"Name": BASELINE, "Parameters": []})
    path = folder / DEFINITIONS / f"{BASELINE}.actiondef"
    path.write_text(definition, encoding="utf-8")
    shutil.copy(Path(__file__).with_name("baseline.py"), folder / SCRIPTS / f"{BASELINE}.py")
    return folder
