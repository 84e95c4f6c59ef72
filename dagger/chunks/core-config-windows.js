// Made by `npm run build` from src/engine: change it there.
import {
  Text
} from "./core-config-fields.js";
import {
  array,
  description,
  meant,
  minLength,
  optional,
  picklist,
  pipe,
  regex,
  strictObject,
  string
} from "./valibot.js";

// src/core/config/windows.ts
var DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], NO_TIME = "must be a time of the day such as 09:00", NO_DATE = "must be a date such as 2026-12-24", DateText = pipe(string(), regex(/^\d{4}-\d\d-\d\d$/, NO_DATE)), Window = strictObject({
  name: pipe(optional(Text), description("As refusals name it, e.g. year end.")),
  days: pipe(
    optional(pipe(array(picklist(DAYS)), minLength(1, "must name at least one day"))),
    description("Days of the week on which it begins; default: all.")
  ),
  from: pipe(
    optional(pipe(string(), regex(/^([01]\d|2[0-3]):[0-5]\d$/, NO_TIME)), "00:00"),
    description("When it begins on such a day.")
  ),
  to: pipe(
    optional(pipe(string(), regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, NO_TIME)), "24:00"),
    description("When it ends; a time before from is one of the next day.")
  ),
  firstDate: pipe(optional(DateText), description("The first day on which it may begin.")),
  lastDate: pipe(optional(DateText), description("The last day on which it may begin.")),
  recurrence: pipe(
    optional(Text),
    description(
      "The days on which it begins as a recurrence rule of iCalendar, counted from firstDate, e.g. FREQ=MONTHLY;BYDAY=-1FR for each last Friday."
    )
  )
}), Windows = pipe(
  strictObject({
    timeZone: pipe(
      optional(Text, "UTC"),
      description("Whose clocks the times are read from, e.g. Europe/Berlin.")
    ),
    allow: pipe(
      optional(array(Window), []),
      description("Deploys are let in only while one of these is open; none: always.")
    ),
    deny: pipe(
      optional(array(Window), []),
      description("No deploy is let in while one of these is open, whatever allow says.")
    )
  }),
  description("When the stage takes deploys. Rollbacks always pass.")
);
function zoneFaults({ timeZone }, path) {
  if (isTimeZone(timeZone)) return [];
  let close = meant(timeZone, Intl.supportedValuesOf("timeZone")), fix = close === null ? "Name one such as Europe/Berlin, or UTC." : `Did you mean ${close}?`;
  return [{ path: `${path}.timeZone`, message: `${JSON.stringify(timeZone)} is not a time zone`, fix }];
}
function windowFaults({ allow, deny }, path) {
  return [
    ...allow.flatMap((window, index) => faultsOf(window, `${path}.allow[${index}]`)),
    ...deny.flatMap((window, index) => faultsOf(window, `${path}.deny[${index}]`))
  ];
}
function isTimeZone(name) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }), !0;
  } catch {
    return !1;
  }
}
function faultsOf({ from, to, firstDate, lastDate, recurrence }, path) {
  let fault = (key, message, fix) => ({
    path: `${path}.${key}`,
    message,
    fix
  }), dates = Object.entries({ firstDate, lastDate }).flatMap(
    ([key, date]) => date === void 0 || isDate(date) ? [] : [fault(key, `there is no ${date}`, "Correct it.")]
  ), rule = recurrence === void 0 ? null : recurrenceFault(recurrence);
  return [
    ...dates,
    ...from === to ? [fault("to", `must not be ${from}, as from is`, "For a whole day leave both out.")] : [],
    ...firstDate !== void 0 && lastDate !== void 0 && lastDate < firstDate ? [fault("lastDate", `is before firstDate, ${firstDate}`, "Exchange them.")] : [],
    ...rule === null ? [] : [fault("recurrence", rule, "Write e.g. FREQ=MONTHLY;BYDAY=-1FR.")],
    ...recurrence !== void 0 && firstDate === void 0 ? [fault("firstDate", "is missing: recurrence is counted from it", "Add the date of the first one.")] : []
  ];
}
var isDate = (text) => {
  let ms = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}, list = (item) => new RegExp(`^${item}(,${item})*$`), WHOLE = /^[1-9]\d{0,2}$/, PARTS = /* @__PURE__ */ new Map([
  ["FREQ", /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/],
  ["INTERVAL", WHOLE],
  ["COUNT", WHOLE],
  ["WKST", /^(MO|TU|WE|TH|FR|SA|SU)$/],
  ["BYMONTH", list("([1-9]|1[0-2])")],
  ["BYMONTHDAY", list("-?([1-9]|[12]\\d|3[01])")],
  ["BYDAY", list("(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")],
  ["BYSETPOS", list("-?[1-9]\\d?")]
]);
function recurrenceFault(text) {
  let parts = text.split(";").map((part) => {
    let [name = "", value = "", ...more] = part.split("=");
    return { part, name, value, more };
  }), names = parts.map(({ name }) => name), strange = parts.find(({ name, value, more }) => {
    let form = PARTS.get(name);
    return form === void 0 || more.length > 0 || !form.test(value);
  });
  if (strange !== void 0)
    return `${JSON.stringify(strange.part)} is no part of such a rule: there are ${[...PARTS.keys()].join(", ")}`;
  if (new Set(names).size < names.length) return "has a part twice";
  let values = new Map(parts.map(({ name, value }) => [name, value])), [freq, days] = [values.get("FREQ"), values.get("BYDAY") ?? ""];
  return freq === void 0 ? "has no FREQ" : /\d/.test(days) && freq !== "MONTHLY" && freq !== "YEARLY" ? "counts days of the week, which needs FREQ=MONTHLY or FREQ=YEARLY" : freq === "WEEKLY" && values.has("BYMONTHDAY") ? "names days of the month, which FREQ=WEEKLY does not take" : values.has("BYSETPOS") && !names.some((name) => name !== "BYSETPOS" && name.startsWith("BY")) ? "has BYSETPOS, which chooses from what another BY… names" : null;
}

export {
  DAYS,
  Windows,
  zoneFaults,
  windowFaults
};
