/** ownCloud takes a day, and lets a share end with it: `isExpired` compares with the beginning of the server's day, which is UTC unless set otherwise. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The moment after the last one of a day, written as the API or the page does: `2026-11-23 00:00:00` or `2026-11-23`. */
export function endOfDay(day: string): Date | undefined {
  const begins = Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(begins) ? undefined : new Date(begins + 24 * 3_600_000);
}
