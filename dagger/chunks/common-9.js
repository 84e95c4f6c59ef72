// Made by `npm run build` from src/engine: change it there.
import {
  skipped,
  unavailable
} from "./core-fact.js";
import {
  afterDeath
} from "./core-ledger-fold.js";
import {
  NOTHING_SAID
} from "./core-ledger-record.js";
import {
  commitUrl,
  compareUrl,
  runUrl,
  tagUrl
} from "./core-forge.js";
import {
  ciRunText
} from "./core-ledger-runner.js";
import {
  MAX_TAG_LENGTH,
  UNFINISHED,
  describeHeads,
  destructive,
  downFileOf,
  emptyReport,
  isMigration,
  isOk,
  judgeRollbackMigrations,
  parseTag,
  readCheck,
  unknown
} from "./semver.js";
import {
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  fill,
  missingPlaceholders
} from "./core-config-tools.js";
import {
  messageOf
} from "./core-errors.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  filledFix,
  reason
} from "./core-reasons.js";
import {
  clip,
  counted,
  formatDuration,
  isoSeconds
} from "./core-text.js";

// src/release/ports.ts
var viewOf = (views, stage) => views.find((view) => view.stage === stage);

// src/release/run.ts
async function withApproval(context, stage) {
  let { identity, ports } = context, { ci } = identity.runner;
  if (ci === null) return context;
  let approvals = await ports.codeHost.approvals(ci, stage);
  return approvals.kind === "known" ? { ...context, identity: { ...identity, approvedBy: approvals.value } } : (ports.say(
    `who approved this run is not known: ${approvals.kind === "skipped" ? approvals.why : approvals.message}`
  ), context);
}
var betweenKey = (from, to) => `${from} ${to}`, Run = class {
  context;
  ports;
  command;
  stage;
  /** as it was asked for */
  tag;
  startedAt;
  phases = [];
  values = {};
  /** what this run has started that changes something outside the ledger */
  effects = /* @__PURE__ */ new Set();
  /** migrations between two commits, by betweenKey, as far as they were looked for */
  between = /* @__PURE__ */ new Map();
  /** what a person gave as --reason */
  because;
  /** the hooks that were run, in their order */
  hooks = [];
  entries = 0;
  constructor(context, command, stage, tag, because = null) {
    this.because = because, this.context = context, this.ports = context.ports, this.command = command, this.stage = stage, this.tag = tag, this.startedAt = this.ports.clock.now();
  }
  /** What it wants a stage's credentials for. */
  get purpose() {
    return this.command === "plan" || this.command === "preflight" ? "plan" : "deploy";
  }
  get runId() {
    return this.context.identity.runId;
  }
  /**
   * Does a part of the work, timed, shown and kept; `describe` says what came of it.
   * @param limitSeconds how long it may take; 0: that is not known
   */
  async phase(name, body, describe, limitSeconds = 0) {
    let { clock, say, tracer } = this.ports, startedAt = clock.now(), result = null, note = ({ ok, detail }) => {
      let durationMs = clock.now().getTime() - startedAt.getTime();
      result = { name, status: ok ? "ok" : "failed", startedAt: startedAt.toISOString(), durationMs, detail }, this.phases.push(result), tracer.ended !== void 0 ? tracer.ended(result) : say(`${ok ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail}`);
    };
    return tracer.span({ name, limitSeconds, result: () => result }, async () => {
      try {
        let value = await body();
        return Object.assign(this.values, { [name]: value }), note(describe(value)), value;
      } catch (error) {
        throw result === null && note({ ok: !1, detail: messageOf(error) }), error;
      }
    });
  }
  /** A ledger entry of this run, now. */
  entry(kind, fields = {}) {
    let { runId, actor, host, pid } = this.context.identity;
    return this.entries += 1, {
      kind,
      runId,
      seq: this.entries,
      command: this.command,
      actor,
      host,
      pid,
      at: this.ports.clock.now().toISOString(),
      ...NOTHING_SAID,
      ...fields
    };
  }
};
async function untilAborted(signal, work) {
  signal.throwIfAborted();
  let abort = () => {
  }, aborted = new Promise((_resolve, reject) => {
    abort = () => reject(signal.reason), signal.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

// src/core/ledger/rollback-target.ts
function chooseRollbackTarget(state, leaving) {
  let target = state.verified.find(({ sha }) => sha !== leaving?.sha && !isQuarantined(state, sha));
  if (target !== void 0)
    return {
      kind: "target",
      release: releaseOf(target),
      why: "the last other version that passed smoke on this stage"
    };
  let passedOver = state.verified.map(
    (release) => `${describeRelease(release)} ${whyNot(state, leaving, release.sha)}`
  ), message = passedOver.length === 0 ? "No version has passed smoke on this stage yet." : `No other version can be rolled back to: ${passedOver.join("; ")}.`;
  return none("NO_ROLLBACK_TARGET", message);
}
function namedRollbackTarget(state, tag) {
  let { running, verified, quarantine } = state;
  if (running?.tag === tag)
    return none("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(running)}.`);
  let target = verified.find((release) => release.tag === tag && !isQuarantined(state, release.sha));
  if (target !== void 0)
    return target.sha === running?.sha ? none("ROLLBACK_TARGET_RUNNING", `${tag} is the commit that already runs as ${running.tag}.`) : { kind: "target", release: releaseOf(target), why: "named by --to" };
  let left = quarantine.find((release) => release.tag === tag);
  if (left !== void 0)
    return none(
      "VERSION_QUARANTINED",
      `${describeRelease(left)} was ${left.by === void 0 ? "rolled back" : `quarantined by ${left.by}`}: ${left.reason}`
    );
  let known = verified.map((release) => release.tag).join(", ") || "none";
  return none(
    "ROLLBACK_TARGET_UNKNOWN",
    `${tag} is not among the verified versions that the stage remembers: ${known}.`
  );
}
var releaseOf = ({ tag, sha }) => ({ tag, sha }), none = (code, message) => ({
  kind: "none",
  reason: reason(code, message)
}), isQuarantined = (state, sha) => state.quarantine.some((one) => one.sha === sha);
function whyNot({ quarantine }, leaving, sha) {
  if (sha === leaving?.sha) return "is the one to roll back";
  let by = quarantine.find((one) => one.sha === sha)?.by;
  return by === void 0 ? "was rolled back" : `was quarantined by ${by}`;
}
function stageToLeave(state) {
  let dead = afterDeath(state), { running, unfinished } = dead;
  if (unfinished === void 0 || running === null || running.verified) return dead;
  let { from, to } = unfinished;
  return running.sha !== from.sha && running.sha !== to.sha ? dead : { ...dead, running: { ...from, verified: !1, outputs: {} } };
}
var findRollbackTarget = (state, to) => to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to);

// src/core/report/card.ts
function cardOf({ stage, state, seen, between, policy, forge }) {
  let { running, arrival } = state, arrived = arrival !== void 0 && arrival.sha === running?.sha ? arrival : null, replaced = arrived?.replaced ?? null, { wayBack, command } = wayBackOf(stage, state, between, policy);
  return {
    stage,
    running: running && { tag: running.tag, sha: running.sha, verified: running.verified },
    seen,
    since: arrived && {
      at: arrived.at,
      actor: arrived.actor,
      runId: arrived.runId,
      command: arrived.command,
      reason: arrived.reason ?? null,
      ciRun: arrived.ciRun ?? null
    },
    replaced,
    wayBack,
    command,
    links: {
      running: running && forge && tagUrl(forge, running.tag),
      compare: running && replaced && forge && compareUrl(forge, replaced.sha, running.sha),
      run: arrived?.ciRun === void 0 ? null : runUrl(arrived.ciRun, forge)
    }
  };
}
function wayBackOf(stage, state, between, policy) {
  let nowhere = (why) => ({ wayBack: { safe: !1, to: null, why }, command: null }), { running } = stageToLeave(state);
  if (running === null) return nowhere("nothing is known to run");
  let choice = chooseRollbackTarget(state, running);
  if (choice.kind === "none") return nowhere(clause(choice.reason.message));
  let to = { tag: choice.release.tag, sha: choice.release.sha }, command = (option) => `rollback --stage ${stage} --to ${to.tag}${option} --reason 'WHY'`;
  if (policy === null)
    return { wayBack: { safe: !0, to, why: "migrations are not looked for" }, command: command("") };
  let verdict = judgeRollbackMigrations(policy, to, between), harmful = between.kind === "known" && between.value.some(({ risk }) => risk !== "additive");
  return {
    wayBack: {
      safe: verdict.kind === "open" || verdict.kind === "warned" && between.kind === "known" && !harmful,
      to,
      why: verdict.kind === "open" ? openWhy(between) : clause(verdict.warning)
    },
    command: command(verdict.kind === "blocked" ? " --over-migrations 'WHY'" : "")
  };
}
var clause = (text) => text.replace(/\.$/, "").replace(/^(?:A|No) /, (word) => word.toLowerCase());
function openWhy(between) {
  if (between.kind === "skipped") return `migrations were not looked at: ${between.why}`;
  if (between.kind === "unavailable") return "pipeline.json lets migrations stay in the database";
  let { length } = between.value;
  return length === 0 ? "no migration lies between" : `pipeline.json lets ${counted(length, "migration")} stay in the database`;
}
var seenBy = (observed) => observed.at === null ? null : { at: observed.at, asRecorded: observed.sighting === "as-recorded", detail: observed.detail }, linked = (text, url) => url === null ? text : { text, url };
function cardLines(card, runId, atMs) {
  let { running, replaced, wayBack, command, links } = card, what = running === null ? "no deploy is known" : describeRelease(running);
  return [
    {
      label: "runs",
      parts: [
        linked(what, links.running),
        `${running === null ? "" : running.verified ? ", verified" : ", unverified"}; ${seenText(card.seen)}`
      ]
    },
    { label: "since", parts: sinceParts(card, runId, atMs) },
    {
      label: "replaced",
      parts: [
        replaced === null ? card.since === null ? "not known" : "nothing: it was the first" : linked(describeRelease(replaced), links.compare)
      ]
    },
    {
      label: "back",
      parts: [
        wayBack.to === null ? `none: ${wayBack.why}` : `${wayBack.safe ? "safe" : "not safe"}, to ${describeRelease(wayBack.to)}: ${wayBack.why}`
      ]
    },
    { label: "command", parts: [command === null ? "none" : `\`${command}\``] }
  ];
}
function seenText(seen) {
  return seen === null ? "by the ledger, not seen" : seen.asRecorded ? `seen ${isoSeconds(seen.at)}` : `not confirmed at ${isoSeconds(seen.at)}: ${seen.detail}`;
}
function sinceParts({ since, links }, runId, atMs) {
  if (since === null) return ["not known"];
  let own = since.runId === runId, lasted = atMs - Date.parse(since.at), age = own || Number.isNaN(lasted) ? "" : `, for ${formatDuration(Math.max(0, lasted))}`, by = own ? `${since.command}, this run` : since.command, why = since.reason === null ? "" : `: ${since.reason}`;
  return [`${isoSeconds(since.at)}${age}, by ${since.actor} (`, linked(by, links.run), `)${why}`];
}

// src/core/migrations/sql-text.ts
var MARKER = /^[ \t]*--[ \t-]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+)(up|down)|(up|down)[ \t]+migration)\b[^\n]*$/gim;
function sqlSections(text) {
  let sections = { up: "", down: "" }, current = "up", from = 0;
  for (let marker of text.matchAll(MARKER))
    sections[current] += text.slice(from, marker.index), current = (marker[1] ?? marker[2])?.toLowerCase() === "down" ? "down" : "up", from = marker.index + marker[0].length;
  return sections[current] += text.slice(from), sections;
}
var sqlStatements = (text) => placedStatements(text)?.map(({ words }) => words) ?? null;
function placedStatements(text) {
  let statements = [{ words: [], at: 0 }];
  for (let at = 0; at < text.length; ) {
    let token = readToken(text, at);
    if (token === null) return null;
    let current = statements.at(-1);
    token.word === ";" ? statements.push({ words: [], at: 0 }) : token.word !== "" && (current.words.length === 0 && (current.at = at), current.words.push(token.word)), at = token.end;
  }
  return statements.filter(({ words }) => words.length > 0).map(({ words, at }) => ({ words: words.join(" "), at }));
}
var BLANK = /\s+/y, LINE_COMMENT = /--[^\n]*/y, WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y, NUMBER = /[\d.]*\d[\w.]*/y, DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
function readToken(text, at) {
  let skipped2 = match(BLANK, text, at) ?? match(LINE_COMMENT, text, at);
  if (skipped2 !== null) return { word: "", end: at + skipped2.length };
  if (text.startsWith("/*", at)) return blockComment(text, at);
  let char = text[at];
  if (char === "'") return quoted(text, at + 1, "'", !1, () => STRING);
  if (/[eE]/.test(char) && text[at + 1] === "'") return quoted(text, at + 2, "'", !0, () => STRING);
  if (char === '"' || char === "`") return quoted(text, at + 1, char, !1, quotedName);
  let quote = match(DOLLAR_QUOTE, text, at);
  if (quote !== null) {
    let end = text.indexOf(quote, at + quote.length);
    return end < 0 ? null : { word: STRING, end: end + quote.length };
  }
  let word = match(WORD, text, at) ?? match(NUMBER, text, at) ?? char;
  return { word: word.toUpperCase(), end: at + word.length };
}
var STRING = "''", quotedName = (name) => `"${name.replace(/[^\w$\u0080-\uffff]/g, "_")}"`;
function quoted(text, start, quote, escapes, wordOf) {
  for (let at = start; at < text.length; at++)
    if (escapes && text[at] === "\\") at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return { word: wordOf(text.slice(start, at)), end: at + 1 };
      at++;
    }
  return null;
}
var COMMENT_MARK = /\/\*|\*\//g;
function blockComment(text, start) {
  COMMENT_MARK.lastIndex = start;
  let depth = 0;
  for (let mark = COMMENT_MARK.exec(text); mark !== null; mark = COMMENT_MARK.exec(text))
    if (depth += mark[0] === "/*" ? 1 : -1, depth === 0) return { word: "", end: COMMENT_MARK.lastIndex };
  return null;
}
function match(pattern, text, at) {
  return pattern.lastIndex = at, pattern.exec(text)?.[0] ?? null;
}

// src/core/migrations/sql-risk.ts
function judgeSqlFile(text) {
  let { up, down } = sqlSections(text);
  return { findings: judgeSql(up), hasDown: sqlStatements(down)?.length !== 0 };
}
var SHOWN_LINES = 100, LINE_LENGTH = 200;
function sourceOf(path, text) {
  let up = sqlSections(text).up.trim(), risks = /* @__PURE__ */ new Map(), created = /* @__PURE__ */ new Set();
  for (let { words, at } of placedStatements(up) ?? []) {
    let line = up.slice(0, at).split(`
`).length - 1, found = judgeStatement(words, created).map(({ what }) => what);
    found.length > 0 && risks.set(line, [...risks.get(line) ?? [], ...found]);
  }
  let lines = up.split(`
`).map((one, index) => ({
    text: clip(one.trimEnd(), LINE_LENGTH),
    risks: risks.get(index) ?? []
  }));
  return { path, lines: lines.slice(0, SHOWN_LINES), more: Math.max(0, lines.length - SHOWN_LINES) };
}
function judgeSql(text) {
  let statements = sqlStatements(text);
  if (statements === null) return [unknown("ends within a string, a name or a comment")];
  let created = /* @__PURE__ */ new Set();
  return statements.flatMap((statement) => judgeStatement(statement, created));
}
function judgeStatement(statement, created) {
  let creates = CREATE_TABLE.exec(statement)?.groups?.name;
  creates !== void 0 && created.add(nameOf(creates));
  for (let { form, judge, many } of FORMS) {
    let found = form.exec(statement);
    if (found === null) continue;
    let name = nameOf(found.groups?.name ?? ""), verdict = !many && created.has(name) ? null : judge(name, statement);
    return verdict === null ? [] : [verdict].flat();
  }
  return [unknown(`does something that cannot be judged: ${statement.split(" ").slice(0, 3).join(" ")}`)];
}
var harmless = () => null, NAME = "(?<name>[^ (]+(?: \\. [^ (]+)*)", nameOf = (name) => name.split(" . ").map((part) => /^".*"$/.test(part) ? part.slice(1, -1) : part.toLowerCase()).join("."), CREATE_TABLE = new RegExp(`^CREATE (?:[A-Z]+ )?TABLE (?!IF NOT EXISTS )${NAME}`), FORMS = [
  {
    form: /^(BEGIN|COMMIT|END|START TRANSACTION|SET|RESET|ANALYZE|VACUUM|REINDEX|LOCK|COMMENT ON|GRANT|REFRESH MATERIALIZED VIEW)( |$)/,
    judge: harmless
  },
  {
    form: /^CREATE (INDEX|([A-Z]+ )?TABLE|SCHEMA|TYPE|DOMAIN|EXTENSION|SEQUENCE|(RECURSIVE |MATERIALIZED )?VIEW|FUNCTION|PROCEDURE|AGGREGATE|STATISTICS|ROLE|USER) /,
    judge: harmless
  },
  {
    form: new RegExp(`^CREATE UNIQUE INDEX (?:[^ ]+ )*?ON (?:ONLY )?${NAME}`),
    judge: (name) => unknown(`refuses rows of ${name} that are not unique`)
  },
  {
    form: new RegExp(`^INSERT INTO ${NAME}`),
    judge: (name, statement) => / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive(`inserts into ${name} and changes rows`) : null
  },
  {
    form: new RegExp(`^UPDATE (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`overwrites rows of ${name}`)
  },
  {
    form: new RegExp(`^DELETE FROM (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`deletes rows of ${name}`)
  },
  { form: /^(TRUNCATE|MERGE) /, judge: () => destructive("empties or overwrites tables") },
  {
    form: /^WITH /,
    judge: (_, statement) => / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive("changes rows") : unknown("runs a query")
  },
  {
    form: new RegExp(`^DROP TABLE (?:IF EXISTS )?${NAME}(?: CASCADE| RESTRICT)?$`),
    judge: (name) => destructive(`drops table ${name}`)
  },
  {
    form: new RegExp(
      `^DROP (?:(?:FOREIGN )?TABLE|SCHEMA|DATABASE|(?:MATERIALIZED )?VIEW|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE|AGGREGATE|EXTENSION|ROLE|USER|OWNED BY) (?:IF EXISTS )?${NAME}`
    ),
    judge: (name) => destructive(`drops ${name}`),
    many: !0
  },
  { form: new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}`), judge: judgeAlterTable },
  { form: new RegExp(`^ALTER TYPE ${NAME} ADD VALUE `), judge: harmless },
  {
    form: new RegExp(`^ALTER .*?${NAME} (?:RENAME|SET SCHEMA) `),
    judge: (name) => destructive(`renames ${name} or a part of it`),
    many: !0
  }
];
function judgeAlterTable(table, statement) {
  return splitActions(statement.replace(HEAD, "")).flatMap((action) => {
    for (let { form, judge } of ACTIONS) {
      let found = form.exec(action);
      if (found === null) continue;
      let verdict = judge({ table, column: nameOf(found.groups?.name ?? ""), action });
      return verdict === null ? [] : [verdict].flat();
    }
    return [unknown(`changes ${table} in a way that cannot be judged: ${beginning(action)}`)];
  });
}
var HEAD = new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}(?: \\*)? `), beginning = (action) => action.split(" ").slice(0, 3).join(" ");
function splitActions(words) {
  let actions = [[]], depth = 0;
  for (let word of words.split(" "))
    word === "(" && (depth += 1), word === ")" && (depth -= 1), word === "," && depth === 0 ? actions.push([]) : actions.at(-1)?.push(word);
  return actions.map((action) => action.join(" "));
}
var ACTIONS = [
  {
    form: /^ADD (CONSTRAINT|PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|EXCLUDE)( |$)/,
    judge: ({ table }) => unknown(`refuses rows of ${table} that were allowed before`)
  },
  { form: new RegExp(`^ADD (?:COLUMN )?(?:IF NOT EXISTS )?${NAME} `), judge: judgeColumn },
  { form: /^DROP CONSTRAINT /, judge: harmless },
  {
    form: new RegExp(`^DROP (?:COLUMN )?(?:IF EXISTS )?${NAME}`),
    judge: ({ table, column }) => destructive(`drops column ${column} of ${table}`)
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} (?:SET DATA )?TYPE `),
    judge: ({ table, column }) => destructive(`changes the type of ${column} of ${table}`)
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET NOT NULL$`),
    judge: ({ table, column }) => destructive(`makes ${column} of ${table} not null`)
  },
  { form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET (DEFAULT|STATISTICS|STORAGE) `), judge: harmless },
  { form: /^(SET|RESET) \(|^(VALIDATE CONSTRAINT|ATTACH PARTITION|CLUSTER ON|OWNER TO) /, judge: harmless },
  { form: /^DETACH PARTITION /, judge: ({ table }) => destructive(`detaches a partition of ${table}`) },
  {
    form: /^(RENAME|SET SCHEMA) /,
    judge: ({ table }) => destructive(`renames ${table} or a part of it`)
  },
  { form: /^(MODIFY|CHANGE) /, judge: ({ table }) => destructive(`changes a column of ${table}`) }
];
function judgeColumn({ table, column, action }) {
  let mandatory = /(?<!IS )NOT NULL|PRIMARY KEY/.test(action), filled = / (DEFAULT|GENERATED|AUTO_INCREMENT|(BIG|SMALL)?SERIAL)( |$)/.test(action);
  return mandatory && !filled ? destructive(`adds column ${column} to ${table}, which is not null and has no default`) : null;
}

// src/core/migrations/script-risk.ts
function judgeScriptFile(text) {
  let script = readScript(text);
  if (script === null) return { findings: [unknown("cannot be read")], hasDown: !1 };
  let down = findDown(script.code), ways = { ...script, code: down === null ? script.code : without(script.code, down) }, hasDown = down !== null && !/^down\s*=\s*false\b/.test(script.code.slice(down.from, down.to));
  return UP.test(ways.code) ? { findings: judgeCalls(ways), hasDown } : { findings: [unknown("exports no up that can be found")], hasDown };
}
var UP = /(?<![\w$])up\s*[=(:]/, DOWN = /(?<![\w$])down\s*[=(:]/g;
function findDown(code) {
  let depth = 0, from = 0;
  for (let { index } of code.matchAll(DOWN)) {
    for (let bracket of code.slice(from, index).match(BRACKET) ?? [])
      depth += OPENING.includes(bracket) ? 1 : -1;
    if (depth <= 1) return { from: index, to: endOfFunction(code, index) };
    from = index;
  }
  return null;
}
var OPENING = "([{", CLOSING = ")]}", BRACKET = /[()[\]{}]/g;
function endOfFunction(code, from) {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    let char = code[at];
    if (OPENING.includes(char)) depth += 1;
    else if (CLOSING.includes(char)) {
      if (depth -= 1, depth < 0) return at;
      if (depth === 0 && char === "}") return at + 1;
    } else if (depth === 0 && (char === ";" || char === "," || char === `
` && /^\s*(export|module|exports)\b/.test(code.slice(at))))
      return at;
  }
  return code.length;
}
var without = (code, { from, to }) => `${code.slice(0, from)}${" ".repeat(to - from)}${code.slice(to)}`, CALL = /(?<![\w$])(?<name>[A-Za-z_$][\w$]*)\s*(?:<[^<>()]*>\s*)?(?<open>[(`])/g, MAX_CALLS = 1e3;
function judgeCalls({ code, literals }) {
  if (/[)\]]\s*(\?\.\s*)?[(`]/.test(code)) return [unknown("calls something without a name")];
  let calls = [...code.matchAll(CALL)];
  if (calls.length > MAX_CALLS) return [unknown("is too long to be judged")];
  let created = /* @__PURE__ */ new Set();
  return calls.flatMap(({ index, groups, 0: whole }) => {
    let { name = "" } = groups, open = index + whole.length - 1, first = literals.find(({ at }) => at >= open && code.slice(open, at).trim().length <= 1);
    return judgeCall({ name, first: first?.text ?? null, args: argumentsAt(code, open) }, created);
  });
}
function argumentsAt(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; at++)
    if (OPENING.includes(code[at]) && (depth += 1), CLOSING.includes(code[at]) && (depth -= 1), depth === 0) return code.slice(open + 1, at);
  return code.slice(open + 1);
}
function judgeCall(call, created) {
  let { name, first, args } = call;
  if (DEFINES.has(name)) return [];
  if (DECIDES.has(name)) return [unknown("decides at run time what to do")];
  if (RUNS_SQL.has(name))
    return first === null ? [unknown("runs SQL that is put together at run time")] : judgeSql(first);
  if (first !== null && created.has(first)) return [];
  if (name === "createTable" && first !== null && !/ifNotExists/.test(args) && created.add(first), ADDS.has(name) && !/\bunique\s*:\s*true\b/.test(args)) return [];
  let subject = first === null ? "" : ` on ${first}`;
  return name === "addColumn" || name === "addColumns" ? judgeColumns(subject, args) : name === "alterColumn" ? [judgeAlteration(subject, args)] : DESTROYS.test(name) ? [destructive(`calls ${name}${subject}`)] : [unknown(`calls ${name}${subject}`)];
}
var DEFINES = /* @__PURE__ */ new Set(["up", "function", "async", "require", "constructor"]), DECIDES = /* @__PURE__ */ new Set(["if", "for", "while", "switch", "catch"]), RUNS_SQL = /* @__PURE__ */ new Set(["sql", "query", "raw", "execute", "unsafe"]), ADDS = /* @__PURE__ */ new Set([
  "createTable",
  "createIndex",
  "addIndex",
  "createType",
  "addType",
  "addTypeValue",
  "createExtension",
  "addExtension",
  "createSchema",
  "createSequence",
  "createView",
  "createMaterializedView",
  "createFunction",
  "createDomain",
  "createRole",
  "dropConstraint",
  "refreshMaterializedView",
  "func",
  "noTransaction"
]), DESTROYS = /^(drop(Table|Column|View|MaterializedView|Type|Schema|Sequence|Function|Domain|Extension|Role|Database)|rename|truncate|delete|del$|update)/;
function judgeColumns(subject, args) {
  let mandatory = args.match(/\bnotNull\s*:\s*true\b/g) ?? [], described = args.match(/\{[^{}]*\bnotNull\s*:\s*true\b[^{}]*\}/g) ?? [];
  return described.some((column) => !/\bdefault\s*:/.test(column)) ? [destructive(`adds a column${subject} that is not null and has no default`)] : mandatory.length === described.length ? [] : [unknown(`adds columns${subject}`)];
}
var judgeAlteration = (subject, args) => /\b(type|notNull)\s*:/.test(args) ? destructive(`changes the type of a column${subject}, or makes it not null`) : unknown(`calls alterColumn${subject}`), TOKEN = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//,
    /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`/,
    // a slash that follows a value divides it
    /(?<=[(,=:[!&|?{};]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//,
    /['"`]|\/\*/
  ].map(({ source }) => source).join("|"),
  "g"
);
function readScript(text) {
  let literals = [], broken = !1, code = text.replace(TOKEN, (token, at) => {
    let quote = token[0];
    if ((token.length === 1 || token === "/*") && (broken = !0), quote === "/") return " ".repeat(token.length);
    let inner = token.slice(1, -1);
    return quote === "`" && isCutOff(inner) && (broken = !0), literals.push({ at, text: quote === "`" && inner.includes("${") ? null : inner }), `${quote}${" ".repeat(inner.length)}${quote}`;
  });
  return broken ? null : { code, literals };
}
var isCutOff = (template) => template.lastIndexOf("${") > template.lastIndexOf("}");

// src/core/migrations/judge.ts
var MAX_LENGTH = 1e5, MAX_REASONS = 5;
function judgeMigrations(config, changes, texts) {
  let only = (paths) => paths.filter((path) => isMigration(config, path));
  return [
    ...only(changes.added).map((path) => judgeNew(config, changes, path, texts.get(path) ?? null)),
    ...only(changes.changed).map(
      (path) => edited(path, "changed", "was edited after a version that has it ran")
    ),
    ...only(changes.removed).map(
      (path) => edited(path, "removed", "what runs has it, and this version does not")
    )
  ].sort((a, b) => a.path < b.path ? -1 : 1);
}
function judgeNew(config, { added, changed }, path, text) {
  let { findings, hasDown } = judgeText(path, text), file = downFileOf(path, [...added, ...changed]), inside = hasDown && (config.down === "any" || config.down === (isSql(path) ? "section" : "export")), beside = file !== null && (config.down === "any" || config.down === "file");
  return {
    path,
    change: "new",
    risk: worst(findings),
    reasons: [...new Set(findings.map(({ what }) => what))].slice(0, MAX_REASONS),
    down: inside ? path : beside ? file : null
  };
}
var edited = (path, change, why) => ({
  path,
  change,
  risk: "unknown",
  reasons: [why],
  down: null
}), isSql = (path) => /\.sql$/i.test(path);
function judgeText(path, text) {
  return text === null ? { findings: [unknown("cannot be read")], hasDown: !1 } : text.length > MAX_LENGTH ? { findings: [unknown("is too long to be judged")], hasDown: !1 } : isSql(path) ? judgeSqlFile(text) : /\.[cm]?[jt]s$/i.test(path) ? judgeScriptFile(text) : { findings: [unknown("is neither SQL nor a script")], hasDown: !1 };
}
var worst = (findings) => findings.some(({ risk }) => risk === "destructive") ? "destructive" : findings.length > 0 ? "unknown" : "additive";

// src/release/release-delta.ts
function deltasTo(run, release) {
  let found = /* @__PURE__ */ new Map();
  return (state) => {
    if (release === null) return Promise.resolve(NO_COMMIT);
    let choice = chooseRollbackTarget(state, release), target = choice.kind === "target" ? choice.release : null, key = JSON.stringify([state.running?.sha, target]), known = found.get(key) ?? findDelta(run, release, state.running, target);
    return found.set(key, known), known;
  };
}
var noCommit = skipped("there is no commit to judge"), NO_COMMIT = { older: noCommit, migrations: noCommit, back: noCommit, target: noCommit };
async function findDelta({ ports: { repository }, context, between }, release, running, target) {
  let { migrations: config } = context.config, since = (from) => from === null ? noVersion : migrationsBetween(repository, config, from.sha, release.sha), [older, migrations, back, present] = await Promise.all([
    running === null ? noVersion : isOlder(repository, release.sha, running.sha),
    since(running),
    target?.sha === running?.sha ? null : since(target),
    target === null ? noTarget : isPresent(repository, target.sha, release.sha)
  ]);
  return running !== null && between.set(betweenKey(running.sha, release.sha), migrations), target !== null && between.set(betweenKey(target.sha, release.sha), back ?? migrations), { older, migrations, back: back ?? migrations, target: present };
}
var noVersion = skipped("nothing runs on the stage yet, so that everything is new"), noTarget = skipped("there is no version to go back to"), isOlder = (repository, sha, running) => sha === running ? Promise.resolve({ kind: "known", value: !1 }) : repository.isAncestor(sha, running);
async function isPresent(repository, sha, other) {
  let compared = await repository.isAncestor(sha, other);
  return compared.kind === "known" ? { kind: "known", value: !0 } : compared;
}
async function migrationsBetween(repository, config, from, to) {
  if (config === void 0)
    return skipped("migrations are not looked for; migrations.path in pipeline.json says where they are");
  if (from === to) return { kind: "known", value: [] };
  let changes = await repository.changes(from, to, config.path);
  if (changes.kind !== "known") return changes;
  let paths = changes.value.added.filter((path) => isMigration(config, path)), texts = await repository.contents(to, paths), byPath = new Map(paths.map((path, index) => [path, texts[index]]));
  return { kind: "known", value: judgeMigrations(config, changes.value, byPath) };
}

// src/release/report.ts
function buildReport(run, outcome, reason2, given = {}) {
  let { state, observed, leftSince, ...shown } = given, { command, context, ports, stage, tag, startedAt, values } = run, { runId, actor, runner, approvedBy = null } = context.identity, head = {
    command,
    app: context.config.app,
    stage,
    tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
    ledger: ports.ledger.where,
    runId,
    actor,
    startedAt: startedAt.toISOString()
  }, ciRun = runner.ci && ciRunText(runner.ci), changed = hasChanged(run, "deploy") || hasChanged(run, "rollback"), seen = reason2?.code === "LOCK_LOST" || reason2?.code === "LEASE_EXPIRED" ? null : seenInSmoke(run) ?? (observed === void 0 || changed ? null : seenBy(observed));
  return {
    ...emptyReport(head),
    ciRun,
    approvedBy,
    traceId: context.identity.traceId ?? null,
    because: run.because,
    phases: [...run.phases],
    smoke: values.smoke ?? null,
    rollbackSmoke: values["rollback-smoke"] ?? null,
    verification: values.verification ?? null,
    watch: values.watch ?? null,
    migration: migrationOf(run),
    changed,
    outputs: outputsOf(run),
    log: logOf(run),
    ...state === void 0 ? {} : { running: runningIn(state) },
    hooks: [...run.hooks],
    ...shown,
    card: stage === null || state === void 0 ? null : stageCard(run, stage, state, seen),
    links: linksOf(context.forge ?? null, ciRun, { tag, running: state?.running ?? null, ...shown }),
    downtime: outcome === "rolled-back" ? downtimeOf(run, leftSince ?? null) : null,
    outcome,
    ok: isOk(outcome, command),
    gates: (shown.gates ?? []).map((gate) => ({ ...gate, fix: gate.fix && filledFix(gate.fix, head) })),
    reason: reason2 && { ...reason2, fix: filledFix(reason2.fix, head) },
    durationMs: ports.clock.now().getTime() - startedAt.getTime()
  };
}
function runningIn({ running }) {
  return running && { tag: running.tag, sha: running.sha, verified: running.verified };
}
function stageCard(run, stage, state, seen) {
  let { config, forge = null } = run.context, policy = config.migrations?.fence.rollback ?? null, between = run.between.get(wayBackKey(state) ?? "") ?? NOT_LOOKED_AT;
  return cardOf({ stage, state, seen, between, policy, forge });
}
var NOT_LOOKED_AT = unavailable("they were not looked at.");
function wayBackOf2(state) {
  let from = stageToLeave(state).running, choice = chooseRollbackTarget(state, from);
  return from === null || choice.kind === "none" ? null : { from, to: choice.release };
}
function wayBackKey(state) {
  let way = wayBackOf2(state);
  return way && betweenKey(way.to.sha, way.from.sha);
}
async function lookBack(run, state) {
  let { migrations } = run.context.config, way = wayBackOf2(state);
  if (migrations === void 0 || way === null) return;
  let key = betweenKey(way.to.sha, way.from.sha);
  if (run.between.has(key)) return;
  let found = await migrationsBetween(run.ports.repository, migrations, way.to.sha, way.from.sha).catch(
    (error) => unavailable(messageOf(error))
  );
  run.between.set(key, found);
}
function seenInSmoke({ phases, values }) {
  let last = phases.findLast(({ name }) => ["smoke", "rollback", "rollback-smoke"].includes(name));
  if (last === void 0 || last.name === "rollback") return null;
  let smoke = values[last.name];
  return smoke === void 0 ? null : { at: endOf(last), asRecorded: smoke.verdict === "pass", detail: smoke.detail };
}
var endOf = ({ startedAt, durationMs }) => new Date(Date.parse(startedAt) + durationMs).toISOString();
function downtimeOf({ phases }, leftSince) {
  let phase = (wanted) => phases.find(({ name }) => name === wanted), [deployed, back] = [phase("deploy"), phase("rollback-smoke")], from = deployed === void 0 ? leftSince : endOf(deployed);
  if (from === null || back === void 0) return null;
  let to = endOf(back);
  return { from, to, durationMs: Date.parse(to) - Date.parse(from) };
}
function linksOf(forge, ciRun, shown) {
  let run = ciRun === null ? null : runUrl(ciRun, forge);
  if (forge === null) return run === null ? null : { ...NO_LINKS, run };
  let { tag, sha = null, previous = null, running } = shown, from = shown.plan ? running : previous;
  return {
    repository: forge.address,
    tag: tag === null || sha === null ? null : tagUrl(forge, tag),
    commit: sha && commitUrl(forge, sha),
    compare: sha && from && from.sha !== sha ? compareUrl(forge, from.sha, sha) : null,
    run
  };
}
var NO_LINKS = { repository: null, tag: null, commit: null, compare: null };
function hasChanged({ values, effects }, phase) {
  let result = values[phase];
  return result === void 0 ? effects.has(phase) : result.ok || result.changed;
}
function migrationOf({ values, effects, phases }) {
  let result = values.migrate;
  if (result === void 0)
    return effects.has("migrate") ? UNFINISHED : phases.some(({ name }) => name === "migrate") ? NOT_STARTED : null;
  let { before, head } = result;
  return result.ok ? { status: "applied", before, head, detail: describeHeads(before, head) } : { status: result.touched ? "failed" : "not-run", before, head, detail: result.reason.message };
}
var NOT_STARTED = {
  status: "not-run",
  before: null,
  head: null,
  detail: "The migrations were not started."
};
function logOf({ values: { migrate, deploy, rollback } }) {
  return [migrate, deploy, rollback].flatMap(
    (result) => result === void 0 || result.ok ? [] : result.log
  );
}
function outputsOf({ values }) {
  let { deploy, smoke, rollback, "rollback-smoke": rollbackSmoke } = values;
  return rollback?.ok === !0 && rollbackSmoke?.verdict === "pass" ? rollback.outputs : deploy?.ok === !0 && smoke?.verdict === "pass" ? deploy.outputs : {};
}

// src/core/smoke/smoke.ts
var NO_ATTEMPT = {
  attempts: 0,
  passes: 0,
  passingSinceMs: 0,
  wrongs: /* @__PURE__ */ new Map(),
  waits: 0,
  reached: !1,
  otherAtMs: null,
  notBeforeMs: 0,
  showsCommit: !1,
  checks: []
};
function addAttempt(progress, readings, atMs) {
  let required = readings.filter(({ optional }) => !optional), arrived = isArrived(required), checks = readings.map((reading) => resultOf(reading, arrived)), verdicts = checks.filter(({ optional }) => !optional), passed = verdicts.every(({ verdict }) => verdict === "pass"), wrong = verdicts.filter(({ verdict }) => verdict === "fail");
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    passingSinceMs: progress.passes === 0 ? atMs : progress.passingSinceMs,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress.waits + 1,
    reached: readings.some(({ reached }) => reached),
    otherAtMs: required.some(({ served }) => served === "other") ? atMs : progress.otherAtMs,
    notBeforeMs: atMs + Math.max(0, ...required.map((reading) => retryAfter(reading))),
    showsCommit: required.some(({ showsCommit }) => showsCommit),
    checks
  };
}
var retryAfter = ({ right, retryAfterMs }) => right ? 0 : retryAfterMs ?? 0, isArrived = (required) => required.some(({ served }) => served === "expected") && required.every(({ served, status }) => served !== "other" && status !== null);
function resultOf(reading, arrived) {
  let { name, url, optional, status, latencyMs, detail, answer } = reading, verdict = verdictOn(reading, arrived);
  return {
    name,
    url,
    optional,
    verdict,
    status,
    latencyMs,
    detail,
    ...answer === null ? {} : { answer }
  };
}
var ASK_AGAIN = [408, 425, 429], isGatewayError = (status) => [502, 503, 504].includes(status) || status >= 520 && status <= 530;
function verdictOn(reading, arrived) {
  let { right, reached, served, status } = reading;
  return right ? "pass" : reached ? !arrived || status === null || ASK_AGAIN.includes(status) || isGatewayError(status) && (served !== "expected" || reading.retryAfterMs !== null) ? "not-yet" : "fail" : "unreachable";
}
function decideSmoke(progress, settings, elapsedMs) {
  if (progress.passes >= settings.consecutive && confirmedAtMs(progress, settings) <= elapsedMs)
    return {
      kind: "verdict",
      verdict: "pass",
      detail: `${progress.passes} full ${progress.passes === 1 ? "pass" : "passes in a row"}`
    };
  let worst2 = [...progress.wrongs].find(([, count]) => count >= settings.consecutive);
  if (worst2 !== void 0) {
    let [name, count] = worst2;
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress, name)}`
    };
  }
  let delayMs = nextDelayMs(progress, settings, elapsedMs);
  return delayMs === null ? atDeadline(progress, settings, elapsedMs) : { kind: "again", delayMs };
}
var proofOf = ({ showsCommit }) => showsCommit ? "commit" : "version";
function confirmedAtMs({ passingSinceMs }, settings) {
  let confirmingMs = (settings.consecutive - 1) * settings.confirmIntervalSeconds * 1e3;
  return passingSinceMs + Math.max(confirmingMs, settleMs(settings));
}
var settleMs = ({ settleSeconds, deadlineSeconds }) => 1e3 * (settleSeconds ?? Math.min(DEFAULT_SETTLE_SECONDS, deadlineSeconds * DEFAULT_SETTLE_SHARE)), SETTLE_ATTEMPTS = 20, MIN_SETTLE_INTERVAL_MS = 100;
function nextDelayMs(progress, settings, elapsedMs) {
  let { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive, deadlineSeconds } = settings, leftMs = deadlineSeconds * 1e3 - elapsedMs, confirmMs = confirmIntervalSeconds * 1e3;
  if (progress.waits === 0) {
    let delayMs = progress.passes === 0 ? confirmMs : passIntervalMs(settings);
    return delayMs < leftMs ? delayMs : null;
  }
  let roomMs = leftMs - Math.max(consecutive * confirmMs, settleMs(settings));
  if (roomMs <= 0) return null;
  let askedMs = progress.notBeforeMs - elapsedMs, growingMs = Math.min(intervalSeconds * 1e3 * 2 ** (progress.waits - 1), maxIntervalSeconds * 1e3);
  return Math.min(Math.max(growingMs, askedMs), roomMs);
}
function passIntervalMs(settings) {
  let confirmMs = settings.confirmIntervalSeconds * 1e3, ms = settleMs(settings);
  return ms === 0 ? confirmMs : Math.min(confirmMs, Math.max(MIN_SETTLE_INTERVAL_MS, ms / SETTLE_ATTEMPTS));
}
function atDeadline(progress, settings, elapsedMs) {
  let { deadlineSeconds } = settings;
  return progress.reached ? {
    kind: "verdict",
    verdict: "fail",
    detail: `not right within ${deadlineSeconds} s: ${firstFault(progress, elapsedMs)}`
  } : { kind: "verdict", verdict: "inconclusive", detail: `nothing could be reached when the ${deadlineSeconds} s were over: ${firstFault(progress, elapsedMs)}` };
}
function firstFault({ checks, otherAtMs }, elapsedMs) {
  let fault = checks.find(({ optional, verdict }) => !optional && verdict !== "pass");
  return fault !== void 0 ? `${fault.name}: ${fault.detail}` : otherAtMs === null ? "it passed, but not often enough in a row" : `it passed, but another version still answered ${Math.round((elapsedMs - otherAtMs) / 100) / 10} s before`;
}
var detailOf = ({ checks }, name) => checks.find((check) => check.name === name).detail;

// src/core/smoke/observed.ts
function observedOf(readings, running, at) {
  let required = readings.filter(({ optional }) => !optional), versions = [...new Set(required.flatMap(({ claim }) => claim ?? []))], isAnswer = (status) => running === null ? !isGatewayError(status) : status < 500, answered = required.some(({ status }) => status !== null && isAnswer(status)), observed = (sighting, detail) => ({
    sighting,
    at: at.toISOString(),
    versions,
    detail
  });
  if (versions.length === 0) {
    let [first] = required;
    if (answered) return observed("unidentified", "it answers, but no check shows a version");
    let why = first === void 0 ? "no required check" : `${first.name}: ${first.detail}`, reached = required.some((reading) => reading.reached);
    return observed(reached ? "no-answer" : "unreachable", why);
  }
  let others = required.filter(({ served }) => served === "other");
  return running === null ? observed("drift", `it serves ${listed(versions)}, which the ledger does not know`) : others.length === 0 ? observed("as-recorded", `it serves ${listed(versions)}`) : observed("drift", `it serves ${listed(versions)}, but the ledger says ${describeRelease(running)}`);
}
function tagServed({ versions }, tagPrefix) {
  let [name = "", another] = versions.map((version) => version.replace(/ .*/s, ""));
  return another !== void 0 ? null : [name, `${tagPrefix}${name}`].find((tag) => parseTag(tag, tagPrefix) !== null) ?? null;
}
var listed = (versions) => versions.join(" and "), notAsked = (why, sighting = "not-asked") => ({
  sighting,
  at: null,
  versions: [],
  detail: why
});

// src/release/run-smoke.ts
function unknownUrls(config, urls) {
  return [...new Set(config.checks.flatMap(({ url }) => missingPlaceholders(url, urls)))];
}
async function runSmoke({
  clock,
  prober,
  say,
  signal,
  tracer
}, config, urls, expected, onUndecided = () => {
}) {
  let startedAt = clock.now().getTime(), elapsedMs = () => clock.now().getTime() - startedAt, read = async (check) => {
    let url = fill(check.url, urls), leftMs = config.deadlineSeconds * 1e3 - elapsedMs(), timeoutMs = Math.max(1, Math.ceil(Math.min(config.timeoutSeconds * 1e3, leftMs)));
    return readCheck(check, url, await prober.probe(check, url, timeoutMs), expected);
  }, progress = NO_ATTEMPT, said = "";
  for (; ; ) {
    let readings = await untilAborted(signal, () => Promise.all(config.checks.map(read)));
    progress = addAttempt(progress, readings, elapsedMs());
    let decision = decideSmoke(progress, config, elapsedMs()), { attempts, checks } = progress;
    if (decision.kind === "verdict") {
      let { verdict, detail } = decision, proof = verdict === "pass" ? { proof: proofOf(progress) } : {};
      return { verdict, attempts, durationMs: elapsedMs(), detail, ...proof, checks };
    }
    attempts === 1 && onUndecided();
    let seen = checks.map(({ name, verdict, detail }) => `${name} ${verdict} (${detail})`).join(", ");
    seen !== said && say(`attempt ${attempts}: ${seen}`), tracer?.note?.(
      `attempt ${attempts}: ${checks.map(({ name, verdict }) => `${name} ${verdict}`).join(", ")}`
    ), said = seen, await clock.sleep(decision.delayMs, signal);
  }
}

export {
  chooseRollbackTarget,
  isQuarantined,
  stageToLeave,
  findRollbackTarget,
  observedOf,
  tagServed,
  notAsked,
  seenBy,
  cardLines,
  viewOf,
  withApproval,
  Run,
  untilAborted,
  unknownUrls,
  runSmoke,
  sourceOf,
  deltasTo,
  migrationsBetween,
  buildReport,
  runningIn,
  stageCard,
  lookBack
};
