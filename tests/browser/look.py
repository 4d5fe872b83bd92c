"""How a reader looks at a page: the screen, its colours, what is off, how fast it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Size:
    """A window, in CSS pixels."""

    width: int
    height: int

    @property
    def mobile(self) -> bool:
        """Whether the page is laid out as on a phone."""
        return self.width < 600

    def zoomed(self, times: int) -> Size:
        """What is left of it where everything is shown so many times as large."""
        return Size(self.width // times, self.height // times)


WIDE: Final = Size(1280, 900)
PHONE: Final = Size(390, 844)
SMALL_PHONE: Final = Size(320, 640)


@dataclass(frozen=True, slots=True)
class Speed:
    """A line and a processor: bytes a second, milliseconds, how many times as slow as this one."""

    throughput: int
    latency: int
    slowdown: int


SLOW_PHONE: Final = Speed(50_000, 150, 4)
"""400 kbit/s, as at the edge of a village's only mast, on a cheap phone."""


@dataclass(frozen=True, slots=True)
class Look:
    """One reader's screen and settings."""

    size: Size = WIDE
    scheme: str = "light"
    motion: str = "no-preference"
    forced_colours: str = "none"
    medium: str = ""
    density: float = 1
    script: bool = True
    speed: Speed | None = None

    def on(self, size: Size) -> Look:
        """The same on another screen."""
        return replace(self, size=size)

    def commands(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """What DevTools must be told."""
        features = {
            "prefers-color-scheme": self.scheme,
            "prefers-reduced-motion": self.motion,
            "forced-colors": self.forced_colours,
        }
        metrics = {
            "width": self.size.width,
            "height": self.size.height,
            "deviceScaleFactor": self.density,
            "mobile": self.size.mobile,
        }
        media = {
            "media": self.medium,
            "features": [{"name": name, "value": value} for name, value in features.items()],
        }
        return (
            ("Emulation.setDeviceMetricsOverride", metrics),
            ("Emulation.setEmulatedMedia", media),
            ("Emulation.setScriptExecutionDisabled", {"value": not self.script}),
            *(_slow(self.speed) if self.speed else ()),
        )


def _slow(speed: Speed) -> tuple[tuple[str, dict[str, Any]], ...]:
    line = {
        "offline": False,
        "latency": speed.latency,
        "downloadThroughput": speed.throughput,
        "uploadThroughput": speed.throughput,
    }
    return (
        ("Network.enable", {}),
        ("Network.emulateNetworkConditions", line),
        ("Emulation.setCPUThrottlingRate", {"rate": speed.slowdown}),
    )


WITHOUT_SCRIPT: Final = Look(script=False)
