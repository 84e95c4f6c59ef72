import { type Masker, redactWith, withoutSecrets } from "../core/redact.ts"
import type { Ledger } from "../release/ports.ts"

/** A ledger whose records hold no secret: neither a value that is known nor what looks like one. */
export const maskedLedger = (ledger: Ledger, masker: Masker): Ledger => ({
  where: redactWith(masker, ledger.where),
  read: (stages) => ledger.read(stages),
  tryAppend: (view, entries) => ledger.tryAppend(view, withoutSecrets(entries, masker)),
  rehearse: () => ledger.rehearse(),
  history: (stage, limit) => ledger.history(stage, limit),
})
