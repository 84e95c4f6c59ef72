import * as v from "valibot"
import type { Heartbeats } from "../release/ports.ts"
import { type CatFileObject, parseCatFile } from "./cat-file.ts"
import { fastImportStream } from "./fast-import.ts"
import { isRace, type LedgerStore, unreachable } from "./ledger-store.ts"

const BeatSchema = v.object({ runId: v.string(), at: v.string() })

/**
 * Signs of life in a chain of commits of their own, beside the ledger's: no reader of the ledger meets them, and no
 * append has to race with them. A sign that comes second is lost, and the next one follows.
 */
export function gitHeartbeats(store: LedgerStore): Heartbeats {
  const newest = async (stage: Parameters<LedgerStore["refOf"]>[0]) => {
    await store.refresh(1)
    const ref = store.refOf(stage)
    const [commit = null, content = null] = await catFile(store, [ref, `${ref}:record.json`])
    return { ref, commit, content }
  }
  return {
    async read(stage) {
      const { commit, content } = await newest(stage)
      const beat = content === null ? null : parseBeat(content.content)
      return commit === null || beat === null ? null : { id: commit.id, ...beat }
    },
    async beat(stage, beat) {
      const { ref, commit } = await newest(stage)
      const record = { subject: `alive ${beat.runId}`, content: `${JSON.stringify(beat)}\n`, at: beat.at }
      const imported = await store.git(
        ["fast-import", "--quiet", "--done"],
        fastImportStream(ref, commit?.id ?? null, [record]),
      )
      if (imported.exitCode === 0) await store.publish(stage, imported.stdout.trimEnd())
      else if (!isRace(imported.stderr)) throw unreachable(store.where, imported.stderr)
    },
  }
}

function parseBeat(text: string): v.InferOutput<typeof BeatSchema> | null {
  try {
    const parsed = v.safeParse(BeatSchema, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

async function catFile(store: LedgerStore, names: readonly string[]): Promise<CatFileObject[]> {
  const result = await store.git(["cat-file", "--batch"], names.map((name) => `${name}\n`).join(""))
  const objects = result.exitCode === 0 ? parseCatFile(result.stdout) : null
  if (objects === null) throw unreachable(store.where, result.stderr)
  return objects
}
