"""How often a platform may ask: a bucket a platform, filled by time and emptied by requests."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class RateLimits:
    """Buckets of platforms; there are as many as platforms, for nobody else gets one."""

    rate_per_s: float
    burst: int
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Requests that are left, and when that was so."""

    def wait_s(self, platform_id: str, now_s: float) -> float:
        """Seconds until a platform may ask; 0 if it may now, and then it did.

        Args:
            platform_id: Who asks.
            now_s: Of a clock that only goes on.
        """
        left, then_s = self._buckets.get(platform_id, (float(self.burst), now_s))
        left = min(float(self.burst), left + (now_s - then_s) * self.rate_per_s)
        wait_s = 0.0 if left >= 1 else (1 - left) / self.rate_per_s
        self._buckets[platform_id] = (left if wait_s else left - 1, now_s)
        return wait_s
