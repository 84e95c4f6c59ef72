import type { SstConfig } from "../../core/config/deployer.ts"
import type { SecretEnvironment } from "../../core/secret.ts"
import type { Workbench } from "../../workbench/workbench.ts"
import { type Around, type PreparedTree, prepareTree, Unprepared } from "./prepared-tree.ts"

/** The trees that a run needs, each prepared once: the gates look into the one that is deployed afterwards. */
export class Trees {
  private readonly config: SstConfig
  private readonly workbench: Workbench
  private readonly image: string | undefined
  private readonly tokens: SecretEnvironment
  private readonly prepared = new Map<string, Promise<PreparedTree>>()

  constructor(config: SstConfig, workbench: Workbench, image: string | undefined, tokens: SecretEnvironment) {
    this.config = config
    this.workbench = workbench
    this.image = image
    this.tokens = tokens
  }

  /** Throws `Unprepared`; a tree that failed is tried anew the next time. */
  of(around: Omit<Around, "credentials">): Promise<PreparedTree> {
    const { sha } = around.release
    const known = this.prepared.get(sha)
    if (known !== undefined) return known
    const preparing = prepareTree(this.config, this.workbench, this.image, around, this.tokens)
    this.prepared.set(sha, preparing)
    preparing.catch(() => this.prepared.delete(sha))
    return preparing
  }

  /** The same for who has an answer to a tree that cannot be prepared. */
  async ofOrWhy(around: Omit<Around, "credentials">): Promise<PreparedTree | Unprepared> {
    try {
      return await this.of(around)
    } catch (error) {
      if (error instanceof Unprepared) return error
      throw error
    }
  }

  /** Ends what a run that is over left running. */
  async endRun(runId: string): Promise<void> {
    await this.workbench.endRun?.(runId)
  }

  /** Clears all away; never throws. */
  async dispose(): Promise<void> {
    const all = await Promise.allSettled(this.prepared.values())
    this.prepared.clear()
    await Promise.all(all.map((one) => (one.status === "fulfilled" ? one.value.dispose() : null)))
  }
}
