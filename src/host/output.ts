import type { Masker } from "../core/masking.ts"

/** Takes what a program prints on one of its outputs. */
export interface Output {
  take(chunk: Buffer): void
  /** Nothing follows. */
  end(): void
}

const MAX_WHOLE_BYTES = 256 * 1024 * 1024

/** All of an output, to the byte. More than can be held is an error when it is asked for. */
export class WholeOutput implements Output {
  private readonly program: string | undefined
  private chunks: Buffer[] = []
  private size = 0

  constructor([program]: readonly string[]) {
    this.program = program
  }

  take(chunk: Buffer): void {
    this.size += chunk.length
    if (this.size <= MAX_WHOLE_BYTES) this.chunks.push(chunk)
    else this.chunks = []
  }

  end(): void {}

  text(): string {
    if (this.size > MAX_WHOLE_BYTES) {
      throw new Error(
        `${this.program} printed ${this.size} bytes, more than the ${MAX_WHOLE_BYTES} that can be read`,
      )
    }
    // decoded at once: a character may span two chunks
    return Buffer.concat(this.chunks).toString()
  }
}

/** How much of an output is kept. */
export interface Limits {
  /** of a line, in characters; what goes beyond is cut off */
  line: number
  /** of the beginning, in characters */
  head: number
  /** of the end, in characters */
  tail: number
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * An output line by line: masked, cut, passed on while it is printed, and kept at its beginning and its end. It takes no
 * more memory than its limits, whatever is printed.
 */
export class LineOutput implements Output {
  private readonly masker: Masker
  private readonly limits: Limits
  private readonly say: (line: string) => void
  private readonly maxLineBytes: number
  /** the line that has begun */
  private parts: Buffer[] = []
  private size = 0
  private hasReturned = false
  private readonly head: string[] = []
  private headSize = 0
  private readonly tail: string[] = []
  private tailSize = 0
  private first = 0
  private dropped = 0
  private endsWithLine = true

  constructor(masker: Masker, limits: Limits, say: (line: string) => void) {
    this.masker = masker
    this.limits = limits
    this.say = say
    // a secret that begins before the cut must be seen whole; a character has at most four bytes
    this.maxLineBytes = 4 * (limits.line + masker.longest)
  }

  take(chunk: Buffer): void {
    let from = 0
    let feed = chunk.indexOf(LINE_FEED)
    // programs that show their progress end lines with a carriage return alone
    let back = chunk.indexOf(CARRIAGE_RETURN)
    while (feed >= 0 || back >= 0) {
      const isReturn = back >= 0 && (feed < 0 || back < feed)
      const at = isReturn ? back : feed
      if (isReturn || at !== from || !this.hasReturned) this.endLine(chunk, from, at)
      this.hasReturned = isReturn
      from = at + 1
      if (isReturn) back = chunk.indexOf(CARRIAGE_RETURN, from)
      else feed = chunk.indexOf(LINE_FEED, from)
    }
    if (from === chunk.length) return
    this.hasReturned = false
    this.hold(chunk.subarray(from))
  }

  end(): void {
    if (this.size === 0) return
    this.endLine(Buffer.alloc(0), 0, 0)
    this.endsWithLine = false
  }

  /** What was kept, and whether that is all. */
  text(): { text: string; isWhole: boolean } {
    const gap = this.dropped === 0 ? [] : [`… (${this.dropped} lines are left out here) …`]
    const lines = [...this.head, ...gap, ...this.tail.slice(this.first)]
    return {
      text: lines.join("\n") + (this.endsWithLine && lines.length > 0 ? "\n" : ""),
      isWhole: this.dropped === 0,
    }
  }

  private hold(part: Buffer): void {
    const left = this.maxLineBytes - this.size
    this.size += part.length
    // a copy, because a part would hold all of its chunk
    if (left > 0) this.parts.push(Buffer.from(part.subarray(0, left)))
  }

  private endLine(chunk: Buffer, from: number, to: number): void {
    let text: string
    if (this.size === 0) text = chunk.toString("utf8", from, Math.min(to, from + this.maxLineBytes))
    else {
      this.hold(chunk.subarray(from, to))
      text = Buffer.concat(this.parts).toString()
      this.parts = []
      this.size = 0
    }
    const line = cut(this.masker.mask(text), this.limits.line)
    this.say(line)
    this.keep(line)
  }

  private keep(line: string): void {
    const { head, tail } = this.limits
    if (this.tail.length === 0 && this.headSize + line.length <= head) {
      this.head.push(line)
      this.headSize += line.length + 1
      return
    }
    this.tail.push(line)
    this.tailSize += line.length + 1
    while (this.tailSize > tail && this.first < this.tail.length - 1) {
      this.tailSize -= (this.tail[this.first] as string).length + 1
      this.first += 1
      this.dropped += 1
    }
    // what was dropped is let go of now and then: each time would move all the rest
    if (this.first > 1000) {
      this.tail.splice(0, this.first)
      this.first = 0
    }
  }
}

const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`
