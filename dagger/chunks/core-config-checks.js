// Made by `npm run build` from src/engine: change it there.
import {
  describeRelease
} from "./core-stage.js";
import {
  Seconds,
  Text,
  VariableName,
  positive
} from "./core-config-fields.js";
import {
  array,
  boolean,
  clip,
  counted,
  description,
  integer,
  maxValue,
  minLength,
  minValue,
  null_,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  sentence,
  strictObject,
  string,
  union
} from "./valibot.js";

// src/core/config/checks.ts
var NO_STATUS = "must be a whole number from 100 to 599", Expect = strictObject({
  status: pipe(
    optional(
      pipe(number(), integer(NO_STATUS), minValue(100, NO_STATUS), maxValue(599, NO_STATUS)),
      200
    ),
    description("HTTP status.")
  ),
  json: pipe(
    optional(record(string(), union([string(), number(), boolean(), null_()]))),
    description("Values by dotted path in the JSON body, compared exactly.")
  ),
  contains: pipe(optional(Text), description("Text that the body contains.")),
  maxLatencyMs: pipe(optional(positive("ms")), description("A slower answer is a wrong answer.")),
  version: pipe(
    optional(Text),
    description(
      "Where the answer says which version it is: a dotted path in the JSON body, or header:NAME. Compared with the tag."
    )
  ),
  sha: pipe(
    optional(Text),
    description(
      "Like version, compared with the commit id, of which the first 7 digits are enough. A version alone proves no commit: a tag can be moved."
    )
  )
}), CheckUrl = pipe(
  Text,
  regex(/^(https?:\/\/|\{[A-Za-z][A-Za-z0-9_]*\})/, "must begin with http://, https:// or a {name}"),
  description("May use {name} for a URL of the stage or an output of the deployer.")
), optional2 = pipe(
  optional(boolean(), !1),
  description("Reported, but does not decide.")
), Check = strictObject({
  name: pipe(Text, description("As reports show it; no two checks share one.")),
  url: CheckUrl,
  method: pipe(optional(picklist(["GET", "HEAD", "POST", "PUT"]), "GET"), description("HTTP method")),
  headers: pipe(
    optional(record(string(), string()), {}),
    description(
      'HTTP request headers. {secret:NAME} stands for a secret, {base64:NAME} for its encoding: "Basic {base64:LOGIN}" where LOGIN is user:password. On a host it comes from the environment variable, on an engine from --secret env://NAME.'
    )
  ),
  body: pipe(optional(string()), description("What POST or PUT sends.")),
  expect: pipe(optional(Expect, {}), description("What a right answer shows: all of it.")),
  followRedirects: pipe(
    optional(boolean(), !1),
    description("Otherwise a redirect is the answer that is judged.")
  ),
  cacheBusting: pipe(
    optional(boolean(), !0),
    description(
      "Adds pipeline-probe=RANDOM to the query, so that no cache answers. Turn it off where the address allows no other query."
    )
  ),
  optional: optional2
}), DEFAULT_SETTLE_SECONDS = 5, DEFAULT_SETTLE_SHARE = 1 / 10, Smoke = strictObject({
  deadlineSeconds: pipe(
    optional(Seconds, 90),
    description("The version must answer rightly within this time.")
  ),
  intervalSeconds: pipe(
    optional(Seconds, 0.5),
    description("Between attempts while the version is not there yet; doubles up to maxIntervalSeconds.")
  ),
  maxIntervalSeconds: pipe(optional(Seconds, 10), description("The longest time between attempts.")),
  confirmIntervalSeconds: pipe(
    optional(Seconds, 1),
    description("Between attempts that confirm a pass or a failure.")
  ),
  consecutive: pipe(
    optional(
      pipe(number(), integer("must be a whole number"), minValue(1, "must be at least 1")),
      3
    ),
    description("Full passes in a row that make a pass; wrong answers in a row that make a failure.")
  ),
  settleSeconds: pipe(
    optional(
      pipe(
        number(),
        minValue(0, "must be 0 or more"),
        maxValue(86400, "must be at most 86400 seconds, a day")
      )
    ),
    description(
      "How long the full passes in a row of a pass last, so that no other version answers meanwhile (default: 5, at most a tenth of deadlineSeconds)."
    )
  ),
  timeoutSeconds: pipe(optional(Seconds, 10), description("For one request.")),
  checks: pipe(
    array(Check),
    minLength(1, "must hold at least one check"),
    description("All are made at once in each attempt; a required one must show which version answers.")
  )
}), whole = (most) => pipe(
  number(),
  integer("must be a whole number"),
  minValue(0, "must be 0 or more"),
  maxValue(most, `must be at most ${most}`)
), deadline = pipe(
  optional(Seconds, 30),
  description("The answer must be right within this time; until then it is asked for again.")
), VerifyCheck = strictObject({ ...Check.entries, deadlineSeconds: deadline }), MAX_TOLERATED = 1e3, Logs = strictObject({
  groups: pipe(
    optional(array(Text), []),
    description(
      "Names of log groups; {app}, {stage}, URLs of the stage and outputs of the deployer are filled in."
    )
  ),
  prefix: pipe(
    optional(Text),
    description("All log groups whose names begin with this, with the same placeholders.")
  ),
  pattern: pipe(
    optional(Text, "?ERROR ?Error ?Exception ?Unhandled"),
    description("What an error line looks like, as a CloudWatch Logs filter pattern.")
  ),
  tolerated: pipe(
    optional(whole(MAX_TOLERATED), 0),
    description("Up to this many matching lines are not a failure.")
  ),
  watchSeconds: pipe(
    optional(Seconds, 120),
    description("How long after the deploy the logs are watched; lines before the deploy do not count.")
  ),
  pollSeconds: pipe(optional(Seconds, 10), description("Between looks at the logs.")),
  settleSeconds: pipe(
    optional(Seconds, 15),
    description("How long to wait after that for lines that CloudWatch receives late.")
  ),
  lookBackSeconds: pipe(
    optional(Seconds, 3600),
    description("How far back verify looks when the deploy was long ago.")
  ),
  region: pipe(optional(Text), description("AWS region of the logs; default: that of the stage.")),
  optional: optional2
}), Slack = strictObject({
  url: CheckUrl,
  signingSecret: pipe(
    optional(
      strictObject({
        env: pipe(
          optional(VariableName, "SLACK_SIGNING_SECRET"),
          description("Environment variable of the host runner; an engine takes --slack-signing-secret.")
        )
      }),
      {}
    ),
    description("Where the bot's signing secret comes from. Its value is never in this file.")
  ),
  deadlineSeconds: deadline,
  optional: optional2
}), Verify = pipe(
  strictObject({
    checks: pipe(
      optional(array(VerifyCheck), []),
      description("Requests such as a sample chat query; each is repeated until its answer is right once.")
    ),
    logs: pipe(optional(Logs), description("Error lines in CloudWatch Logs since the deploy.")),
    slack: pipe(
      optional(Slack),
      description(
        "The Slack bot's events address answers a signed url_verification request with its challenge."
      )
    ),
    rollback: pipe(
      optional(boolean(), !1),
      description(
        "Whether a version that passes smoke and fails verification is rolled back, where the stage rolls back automatically."
      )
    )
  }),
  description("What verify, and deploys with --verify, check after smoke has passed.")
);

// src/core/migrations/sql-text.ts
var MARKER = /^[ \t]*--[ \t-]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+)(up|down)|(up|down)[ \t]+migration)\b[^\n]*/gim;
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
  let skipped = match(BLANK, text, at) ?? match(LINE_COMMENT, text, at);
  if (skipped !== null) return { word: "", end: at + skipped.length };
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
var destructive = (what) => ({ risk: "destructive", what }), unknown = (what) => ({ risk: "unknown", what });
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
    risks.set(line, [...risks.get(line) ?? [], ...found]);
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
var harmless = () => null, NAME = "(?<name>[^ (]+(?: \\. [^ (]+)*)", nameOf = (name) => name.split(" . ").map((part) => part[0] === '"' ? part.slice(1, -1) : part.toLowerCase()).join("."), CREATE_TABLE = new RegExp(`^CREATE (?:[A-Z]+ )?TABLE (?!IF NOT EXISTS )${NAME}`), FORMS = [
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
  return calls.flatMap(({ index, groups, 0: whole2 }) => {
    let { name = "" } = groups, open = index + whole2.length - 1, first = literals.find(({ at }) => at >= open && code.slice(open, at).trim().length <= 1);
    return judgeCall({ name, first: first?.text ?? null, args: argumentsAt(code, open) }, created);
  });
}
function argumentsAt(code, open) {
  let depth = 0, at = open;
  do
    OPENING.includes(code[at]) && (depth += 1), CLOSING.includes(code[at]) && (depth -= 1), at += 1;
  while (depth > 0 && at < code.length);
  return code.slice(open, at);
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

// src/core/migrations/migration.ts
function migrationPattern({ pattern }) {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return null;
  }
}
var isMigration = (config, path) => migrationPattern(config)?.test(path) === !0 && !/\.d\.[cm]?ts$|\.down\.\w+$/i.test(path);
function downFileOf(path, files) {
  let wanted = path.replace(/(\.up)?(\.\w+)$/i, ".down$2");
  return files.includes(wanted) ? wanted : null;
}
var NAMED = 5;
function describeMigrations(migrations) {
  let named = migrations.slice(0, NAMED).map(describeMigration), more = migrations.length - named.length;
  return [...named, ...more > 0 ? [`and ${more} more`] : []].join(", ");
}
function describeMigration({ path, change, risk, reasons, down }) {
  let kind = reasons.length === 0 ? risk : `${risk}: ${clip(reasons.join(", "), MAX_REASONS_LENGTH)}`;
  return `${path} (${kind}${change !== "new" || down !== null ? "" : "; no down migration"})`;
}
var MAX_REASONS_LENGTH = 160;
function judgeRollbackMigrations(policy, to, migrations) {
  let warning = policy === "allow" ? null : warningOf(to, migrations);
  return warning === null ? { kind: "open" } : { kind: policy === "block" ? "blocked" : "warned", warning };
}
function warningOf(to, migrations) {
  if (migrations.kind === "skipped") return null;
  let target = describeRelease(to);
  if (migrations.kind === "unavailable")
    return `It is not known which migrations a rollback to ${target} leaves in the database: ${sentence(migrations.message)}`;
  let { length } = migrations.value;
  if (length === 0) return null;
  let list = describeMigrations(migrations.value);
  return `A rollback to ${target} leaves ${counted(length, "migration")} in the database that it does not know: ${list}.`;
}
var NOTHING_IN_THE_WAY = "no migration is known to be in the way", UNFINISHED = {
  status: "failed",
  before: null,
  head: null,
  detail: "The migrations were started, and it is not known how far they got."
};
function describeHeads(before, head) {
  return head === null ? "how far they got is not known" : before === null ? `the newest migration is ${head}` : before === head ? `the newest migration is ${head}, as before` : `the newest migration was ${before} before and is ${head} now`;
}
var describeFailure = (what, before, head) => `${sentence(what)} Of the migrations: ${describeHeads(before, head)}.`;
function newestMigration(paths) {
  return paths.map((path) => path.split("/").at(-1).replace(/(\.up)?\.\w+$/i, "")).toSorted(byNumber).at(-1) ?? null;
}
var byNumber = (one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10) || (one < other ? -1 : 1), MAX_LENGTH = 1e5, MAX_REASONS = 5;
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

export {
  optional2 as optional,
  Check,
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  Smoke,
  Logs,
  Verify,
  sourceOf,
  migrationPattern,
  isMigration,
  describeMigrations,
  judgeRollbackMigrations,
  NOTHING_IN_THE_WAY,
  UNFINISHED,
  describeHeads,
  describeFailure,
  newestMigration,
  judgeMigrations
};
