/** Whether a stage takes deploys at a time. */
export interface Opening {
  isOpen: boolean
  /** what keeps it open or closed */
  because: string
  /** when that changes; null: not in the two years that are looked at */
  changesAt: Date | null
}

/** The windows of a stage, ready to be asked. */
export interface Calendar {
  at(now: Date): Opening
  /** `2026-03-02 09:00 Europe/Berlin (2026-03-02T08:00Z)` */
  describe(time: Date): string
}
