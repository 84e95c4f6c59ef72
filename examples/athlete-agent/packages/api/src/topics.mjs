export const TOPICS = [
  {
    name: "SafeSport",
    pattern: /\bsafe\s?sport\b|\babus(e|ed|ive)\b|\bharass(ed|ment)?\b|\bmisconduct\b/i,
    answer:
      "SafeSport is the effort to keep athletes safe from abuse and misconduct in U.S. Olympic and Paralympic sport. " +
      "The U.S. Center for SafeSport is independent; it takes reports, investigates them and trains those involved. " +
      "In an emergency, call local law enforcement first.",
    sources: [{ title: "U.S. Center for SafeSport", url: "https://uscenterforsafesport.org" }],
  },
  {
    name: "anti-doping",
    pattern: /\b(anti-?\s?)?doping\b|\busada\b|\bwada\b|\bsupplements?\b|\bprohibited\b|\bTUEs?\b/i,
    answer:
      "Athletes are responsible for whatever is found in their sample. Check each medication before you take it, " +
      "treat supplements as a risk, keep your whereabouts up to date if you are in a testing pool, and ask for a " +
      "therapeutic use exemption before you need a prohibited medication.",
    sources: [
      { title: "U.S. Anti-Doping Agency", url: "https://www.usada.org" },
      { title: "Global DRO medication check", url: "https://www.globaldro.com" },
    ],
  },
  {
    name: "selection procedures",
    pattern: /\bselect(ion|ed|ing)?\b|\bqualif(y|ied|ication)\b|\btrials\b|\bnominat(e|ed|ion)\b/i,
    answer:
      "Your sport's national governing body publishes the selection procedures for each Games and major event: who is " +
      "eligible, which events count, and how places are given. Read the version for your event, note its dates, and " +
      "raise a concern early, because the time to contest a decision is short.",
    sources: [{ title: "U.S. Olympic & Paralympic Committee", url: "https://www.usopc.org" }],
  },
  {
    name: "disputes",
    pattern: /\bdisputes?\b|\bgrievances?\b|\bappeals?\b|\bcomplaints?\b|\barbitration\b|\bombuds\w*/i,
    answer:
      "The Athlete Ombuds gives athletes independent, confidential advice about their rights, about disputes with a " +
      "national governing body, and about the ways to settle them, from mediation to arbitration.",
    sources: [{ title: "Athlete Ombuds", url: "https://www.usathleteombuds.org" }],
  },
]
