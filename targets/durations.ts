const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of "500ms", "15s", "2m" or "1h"; undefined when it is not such a text or is zero. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  const ms = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
  return ms > 0 ? Math.round(ms) : undefined;
}

/** Requests and window of "5/20m"; the number before the unit may be left out: "10/s". Undefined when it is not such a text. */
export function parseRouteBudget(text: string): { count: number; windowMs: number } | undefined {
  const [, count, window] = /^(\d+)\/(.+)$/.exec(text.trim()) ?? [];
  const windowMs = parseDuration(/^\d/.test(window ?? '') ? (window ?? '') : `1${window ?? ''}`);
  return Number(count) > 0 && windowMs !== undefined ? { count: Number(count), windowMs } : undefined;
}

/** A duration as a person writes it: "15s", "2m", "500ms". */
export function formatDuration(ms: number): string {
  const unit = ['h', 'm', 's'].find((u) => ms % (UNIT_MS[u] ?? 1) === 0) ?? 'ms';
  return `${ms / (UNIT_MS[unit] ?? 1)}${unit}`;
}
