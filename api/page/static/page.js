"use strict";
// Hand-written and without a build. Text goes in as text, never as HTML.
const main = document.getElementById("main");
const box = document.getElementById("text");

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((c) => c !== null && c !== undefined));
  return made;
}

async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
  });
  const said = response.status === 204 ? {} : await response.json();
  if (!response.ok) throw said;
  return said;
}

const show = (...parts) => main.replaceChildren(...parts);
const card = (...parts) => el("section", { class: "card" }, ...parts);
const link = (ci) => el("a", { href: `#ci=${encodeURIComponent(ci.id)}` }, ci.name);
const state = (name) => el("span", { class: `state ${name}` }, name.replace("_", " "));

function table(heads, rows) {
  return el("table", {},
    el("thead", {}, el("tr", {}, ...heads.map((h) => el("th", { scope: "col" }, h)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, cell ?? ""))))));
}

function problem(said) {
  if (said.status === 401) return signedOut();
  const names = (said.candidates || []).map((c) => el("li", {}, el("a", { href: `#find=${encodeURIComponent(c)}` }, c)));
  show(el("section", { class: "card problem", role: "alert" },
    el("h1", {}, said.title || "It failed"),
    el("p", {}, said.detail || String(said)),
    said.remedy ? el("p", { class: "soft" }, said.remedy) : null,
    names.length ? el("div", {}, "Did you mean:", el("ul", {}, ...names)) : null));
}

function signedOut() {
  document.getElementById("out").hidden = true;
  document.getElementById("who").textContent = "";
  show(card(el("h1", {}, "Sign in"),
    el("p", {}, "Run ", el("code", {}, "cmdb login"), " on the machine that runs it, and open the link that it prints. A link works once.")));
}

async function find(text) {
  box.value = text;
  const found = await ask("GET", `/api/v1/search?limit=100&q=${encodeURIComponent(text)}`);
  const rows = found.items.map((ci) => [link(ci), ci.class, ci.lifecycle, ci.criticality, ci.owner]);
  show(card(el("h1", {}, `“${text}”`),
    rows.length ? table(["name", "class", "lifecycle", "criticality", "owner"], rows) : el("p", {}, "Nothing is found."),
    found.next ? el("p", { class: "soft" }, "The first 100 are shown; more words narrow it.") : null));
}

async function record(ref) {
  const path = `/api/v1/cis/${encodeURIComponent(ref)}`;
  const [ci, relations, history] = await Promise.all(
    [ask("GET", path), ask("GET", `${path}/relations?limit=500`), ask("GET", `${path}/history?limit=10`)]);
  const facts = Object.entries({ ...ci, ...ci.attributes }).filter(([name]) => !["name", "attributes", "quorum"].includes(name));
  const quorums = Object.entries(ci.quorum).map(([group, said]) => [`quorum of ${group}`, JSON.stringify(said)]);
  const list = el("dl", {});
  for (const [name, value] of [...facts, ...quorums]) {
    list.append(el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, Array.isArray(value) ? value.join(", ") : String(value)));
  }
  const question = (s) => `#impact=${encodeURIComponent(ci.id)}&state=${s}`;
  show(
    card(el("h1", {}, ci.name), el("div", { class: "soft" }, ci.class.replaceAll("_", " ")), list,
      el("div", { class: "row" }, "What if it is",
        ...["down", "degraded", "at_risk"].map((s) =>
          el("button", { class: s === "down" ? "act" : "", onclick: () => { location.hash = question(s); } }, s.replace("_", " "))), "?")),
    card(el("h2", {}, "Relations"), relations.items.length
      ? table(["", "CI", "class", "strength", "group"], relations.items.map((r) => [r.verb, link(r.ci), r.ci.class, r.strength, r.group]))
      : el("p", { class: "soft" }, "None."),
      relations.next ? el("p", { class: "soft" }, "The first 500 are shown.") : null),
    card(el("h2", {}, "History"), table(["revision", "at", "who", "what", "why"], history.items.map((h) => [
      String(h.revision.number), h.revision.at.slice(0, 19).replace("T", " "), h.revision.actor,
      h.op + " " + (h.kind === "relation" ? h.type : Object.keys(h.changes).filter((n) => h.op === "change").join(", ")), h.revision.reason]))));
}

async function impact(ref, how) {
  const answer = await ask("POST", "/api/v1/impact", { given: [{ ci: ref, state: how }] });
  const given = answer.impacted.filter((one) => one.given).map((one) => one.ci.name).join(", ");
  const others = answer.impacted.length - answer.impacted.filter((one) => one.given).length;
  const counts = Object.entries(answer.counts).filter(([, n]) => n).map(([s, n]) => `${n} ${s.replace("_", " ")}`).join(", ");
  const most = 500;
  show(card(el("h1", {}, `If ${given} is ${how.replace("_", " ")}`),
    el("p", {}, others ? `${others} more are hit: ${counts} in all.` : "Nothing else is hit."),
    el("p", { class: "soft" }, `Revision ${answer.revision}${answer.complete ? "" : "; not complete"}`),
    table(["state", "CI", "class", "criticality", "because"], answer.impacted.slice(0, most).map((one) =>
      [state(one.state), link(one.ci), one.ci.class, one.ci.criticality, one.need ? one.need.text : "given"])),
    answer.impacted.length > most ? el("p", { class: "soft" }, `${most} of ${answer.impacted.length} are shown.`) : null,
    ...answer.redundancy_lost.filter((one) => one.standing_on_it).map((one) => el("p", { class: "at_risk" }, one.text)),
    ...answer.notes.map((note) => el("p", { class: "soft" }, note))));
}

async function start() {
  const said = await ask("GET", "/api/v1/status");
  const classes = Object.entries(said.counts.by_class).sort((a, b) => b[1] - a[1]);
  show(card(el("h1", {}, `${said.counts.cis.toLocaleString()} CIs, ${said.counts.relations.toLocaleString()} relations`),
    el("p", { class: "soft" }, `Revision ${said.revision} · CMDB ${said.versions.cmdb} · ${said.versions.neo4j}`),
    table(["class", "number"], classes.map(([name, n]) => [
      el("a", { href: `#class=${encodeURIComponent(name)}` }, name.replaceAll("_", " ")), String(n)]))));
}

async function ofClass(name) {
  const found = await ask("GET", `/api/v1/cis?limit=500&class=${encodeURIComponent(name)}`);
  show(card(el("h1", {}, name.replaceAll("_", " ")),
    table(["name", "lifecycle", "criticality", "owner"], found.items.map((ci) => [link(ci), ci.lifecycle, ci.criticality, ci.owner])),
    found.next ? el("p", { class: "soft" }, "The first 500 are shown.") : null));
}

async function route() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  try {
    if (wanted.has("code")) {
      const code = wanted.get("code");
      history.replaceState(null, "", "/"); // a code that was used has no place in the history
      await ask("POST", "/api/v1/sign-in", { code });
    }
    const me = await ask("GET", "/api/v1/sign-in");
    document.getElementById("who").textContent = `${me.actor} (${me.role.replace("_", " ")})`;
    document.getElementById("out").hidden = false;
    if (wanted.has("find")) await find(wanted.get("find"));
    else if (wanted.has("ci")) await record(wanted.get("ci"));
    else if (wanted.has("impact")) await impact(wanted.get("impact"), wanted.get("state") || "down");
    else if (wanted.has("class")) await ofClass(wanted.get("class"));
    else await start();
  } catch (said) {
    problem(said);
  }
}

document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  if (box.value.trim()) location.hash = `#find=${encodeURIComponent(box.value.trim())}`;
});
document.getElementById("out").addEventListener("click", async () => {
  try { await ask("DELETE", "/api/v1/sign-in"); } finally { signedOut(); }
});
window.addEventListener("hashchange", route);
route();
