// Does in the console what a person does there, and looks at every view with axe-core
// in both themes. Prints a line for each step; ends with 1 where one failed.
import {strict as assert} from "node:assert";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {newPage, open, startBrowser, startMock, startProxy, views} from "./session.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const mock = await startMock();
const browser = await startBrowser();
let failed = 0;

async function step(name, run) {
  try {
    await run();
    console.log("ok    " + name);
  } catch (error) {
    failed++;
    console.log("FAIL  " + name + "\n      " + String(error.message).replaceAll("\n", "\n      "));
  }
}

const page = await newPage(browser, mock.origin);
// A refusal that the page asked for is told by the browser as an error of loading.
page.expected = (m) => m.text().startsWith("Failed to load resource") && !m.location().url?.includes("/_rolecall/");
const seen = (selector, text) => page.waitForFunction((s, t) => [...document.querySelectorAll(s)].some((e) => e.textContent.includes(t)), {timeout: 5000}, selector, text);
const press = async (label, role = "button") => {
  const button = await page.waitForSelector(`::-p-aria([name="${label}"][role="${role}"])`, {timeout: 5000});
  await button.evaluate((b) => b.scrollIntoView({block: "center"}));
  await button.click();
};
const fill = async (label, text) => {
  const field = await page.waitForSelector(`::-p-aria(${label})`, {timeout: 5000});
  await field.click({count: 3});
  await field.type(text);
};
// everyForm opens each view of a mock of a document, then sends what the form of each
// operation begins with: nothing of it may be wrong in itself.
async function everyForm(document) {
  const other = await startMock("--spec", document);
  const looking = await newPage(browser, other.origin);
  looking.expected = page.expected;
  for (const view of views) await open(looking, other.origin, view);
  const {operations} = await (await fetch(other.origin + "/_rolecall/v1/contract")).json();
  const wrong = [];
  for (const o of operations) {
    await open(looking, other.origin, "try?" + new URLSearchParams({operation: o.id}));
    await looking.waitForFunction(() => document.querySelector("button.primary:not(:disabled)"), {timeout: 5000}).catch(() => {});
    if (!await looking.$("button.primary:not(:disabled)")) {
      wrong.push(`${o.method} ${o.path} lacks a key`);
      continue;
    }
    await looking.click("button.primary");
    await looking.waitForSelector(".answered", {timeout: 5000});
    const answered = await looking.$eval(".answered", (e) => e.textContent);
    if (/^(—|400|415|422|5)/.test(answered)) wrong.push(`${answered}: ${await looking.$eval(".reason", (e) => e.textContent).catch(() => "")}`);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(looking.wrong, []);
  await looking.close();
  other.stop();
}

const has = async (path) => path in (await (await fetch(mock.origin + "/_rolecall/v1/openapi.json")).json()).paths;

await step("the address of the mock is the console in a browser", async () => {
  await page.goto(mock.origin + "/");
  await seen("h1", "Personas");
  await seen("th", "user-read");
});

await step("a persona's token, curl line and fetch call are copied", async () => {
  await press("copy token of user-read");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "user-read");
  await press("copy curl line of client");
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^curl -H 'Authorization: Bearer client' 'http:\/\/127.0.0.1:\d+\/api\//);
  await press("copy fetch call of client");
  const call = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await page.evaluate(`(async () => (${call}).status)()`), 200);
});

await step("the matrix says why, by mouse and by keyboard", async () => {
  await open(page, mock.origin, "matrix");
  await page.click('td[data-cell="2 1"]');
  await seen(".why", "client lacks admin-user-read, or admin-*-read.");
  await seen(".why", "PRM-3");
  await page.keyboard.press("ArrowRight");
  await seen(".why", "user-read has admin-user-read.");
  await page.keyboard.press("Home");
  await seen(".why", "bootstrap has admin-*-read.");
});

await step("what the matrix says is what the mock answers", async () => {
  const contract = await (await fetch(mock.origin + "/_rolecall/v1/contract")).json();
  const {personas} = await (await fetch(mock.origin + "/_rolecall/v1/personas")).json();
  await open(page, mock.origin, "matrix");
  const cells = await page.$$eval("table.matrix tbody tr", (rows) => rows.map((r) => [...r.querySelectorAll("td")].map((d) => d.className)));
  let asked = 0;
  for (const [row, o] of contract.operations.entries()) {
    if (o.method !== "GET" || o.path.includes("{")) continue;
    for (const [column, p] of personas.entries()) {
      const headers = {Authorization: "Bearer " + p.token};
      for (const h of o.access.headers) headers[h.name] = h.value;
      const {status} = await fetch(mock.origin + o.path, {headers});
      assert.equal(status < 400, cells[row][column] === "may", `${p.name} ${o.method} ${o.path} is ${status}, and the matrix says ${cells[row][column]}`);
      asked++;
    }
  }
  assert.ok(asked > 40, `${asked} cells were asked`);
});

await step("a request is tried, and its way shows the stage that refused it", async () => {
  await open(page, mock.origin, "try?operation=getV3Users&persona=client");
  await press("Send");
  await seen(".answered", "403");
  await seen(".way .refused", "admission");
  await seen(".reason", "PRM-3");
  await open(page, mock.origin, "try?operation=getV3UsersMe&persona=client");
  await press("Send");
  await seen(".answered", "200");
  await seen(".code", "client@example.com");
  await open(page, mock.origin, "try?operation=getV3UsersMe&persona=%20nobody");
  await press("Send");
  await seen(".way .refused", "caller");
});

await step("a persona is minted", async () => {
  await open(page, mock.origin, "personas");
  await page.click("details.panel summary");
  await fill("Name", "newcomer");
  await press("admin-user-read", "checkbox");
  await press("Mint");
  await seen("th", "newcomer");
});

await step("a world is forked and used", async () => {
  await open(page, mock.origin, "worlds");
  await fill("Name", "checkout");
  await press("Fork");
  await seen("th", "checkout");
  await press("use checkout");
  await seen(".world", "checkout");
});

await step("a user is edited past the rules, in that world alone", async () => {
  await press("edit 5fb58c000000000000000001");
  const area = await page.waitForSelector("form textarea");
  const record = JSON.parse(await area.evaluate((a) => a.value));
  await area.click({count: 1});
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.sendCharacter(JSON.stringify({...record, jobTitle: "astronaut"}));
  await press("Save");
  await seen("td", "astronaut");
  const read = async (headers) => (await (await fetch(mock.origin + "/api/v3/users/me", {headers: {Authorization: "Bearer client", ...headers}})).json()).data.jobTitle;
  assert.equal(await read({"Rolecall-World": "checkout"}), "astronaut");
  assert.notEqual(await read({}), "astronaut");
});

if (await has("/worlds/{world}/journal")) {
  await step("a denial arrives live, with its reason", async () => {
    await open(page, mock.origin, "journal");
    await seen("[role=status]", "live");
    await fetch(mock.origin + "/api/v3/users?search=live", {headers: {Authorization: "Bearer client", Admin: "true", "Rolecall-World": "checkout"}});
    await seen("tr", "PRM-3");
    await page.click("tbody .link");
    await seen(".why .way .refused", "admission");
  });
}

if (await has("/worlds/{world}/rules")) {
  await step("a rule is added, and applied once", async () => {
    await open(page, mock.origin, "rules");
    await page.select("form select", "getV3UsersMe");
    await page.$$eval("form select", (all) => {
      const status = all.find((s) => s.previousSibling?.textContent.includes("status"));
      status.value = "401";
      status.dispatchEvent(new Event("change", {bubbles: true}));
    });
    await press("Add the rule");
    await seen("td", "status 401");
    const ask = async () => (await fetch(mock.origin + "/api/v3/users/me", {headers: {Authorization: "Bearer client", "Rolecall-World": "checkout"}})).status;
    await seen("td", "1 of 1");
    assert.equal(await ask(), 401);
    await seen("td", "0 of 1");
    assert.equal(await ask(), 200);
  });
}

await step("the world is reset", async () => {
  await open(page, mock.origin, "worlds");
  await press("reset checkout");
  await seen(".said", "checkout is as it began.");
  const {data} = await (await fetch(mock.origin + "/api/v3/users/me", {headers: {Authorization: "Bearer client", "Rolecall-World": "checkout"}})).json();
  assert.notEqual(data.jobTitle, "astronaut");
});

await step("the reference tells of operations, schemas and rules", async () => {
  await open(page, mock.origin, "reference");
  await fill("Find", "Users in the order");
  await page.click("details.panel summary");
  await seen("th", "search");
  await seen("h2", "Rules");
});

await step("no error, and no request off the host", async () => assert.deepEqual(page.wrong, []));

await step("a page of another origin can neither read nor reset", async () => {
  const other = await startMock();
  const foreign = await browser.newPage();
  await foreign.goto(other.origin + "/_rolecall/v1/health");
  const own = mock.origin + "/_rolecall/v1";
  const worlds = async () => (await (await fetch(own + "/worlds")).json()).worlds.map((w) => w.name);
  await fetch(own + "/worlds/default/rules", {method: "POST", headers: {"Content-Type": "application/json"}, body: `{"operation": "getV3UsersMe", "answer": {"status": 418}}`});
  const outcome = await foreign.evaluate(async (target) => {
    const out = {};
    const paths = {
      tokens: "/personas", minted: "/worlds/default/personas", journal: "/worlds/default/journal", archive: "/worlds/default/journal.har",
      events: "/worlds/default/journal/events", records: "/worlds/default/collections/users/records", document: "/document",
    };
    for (const [what, path] of Object.entries(paths)) {
      const reply = await fetch(target + path).catch(() => null);
      out[what] = reply ? `${reply.status}` : "blocked";
      reply?.body?.cancel();
    }
    for (const [what, path, method] of [["reset", "/reset", "POST"], ["removal", "/worlds/checkout", "DELETE"], ["clearing", "/worlds/default/journal", "DELETE"]]) {
      out[what] = await fetch(target + path, {method}).then((r) => `${r.status}`, () => "blocked");
    }
    // What a form sends needs no leave: it is sent, and must do nothing.
    await fetch(target + "/reset", {method: "POST", mode: "no-cors"}).catch(() => {});
    await fetch(target + "/worlds", {method: "POST", mode: "no-cors", body: `{"name": "intruder"}`}).catch(() => {});
    return out;
  }, own);
  for (const [what, got] of Object.entries(outcome)) assert.ok(got === "403" || got === "blocked", `${what}: ${got}`);
  const {rules} = await (await fetch(own + "/worlds/default/rules")).json();
  assert.equal(rules.length, 1, "a reset took the rule away");
  assert.ok((await worlds()).includes("checkout") && !(await worlds()).includes("intruder"), `there are ${await worlds()}`);
  await fetch(own + "/worlds/default/rules", {method: "DELETE"});
  await foreign.close();
  other.stop();
});

await step("an edit of a watched document is shown, and a broken one is told with its line", async () => {
  const folder = await mkdtemp(join(tmpdir(), "console-"));
  const file = join(folder, "things.yaml");
  const document = (title, more = "") => `openapi: 3.1.0\ninfo: {title: ${title}, version: "1"}\npaths:\n  /things:\n    get:\n      responses: {"200": {description: all}}\n${more}`;
  await writeFile(file, document("First edition"));
  const watched = await startMock("--spec", file, "--watch");
  const looking = await newPage(browser, watched.origin);
  const shows = (selector, text) => looking.waitForFunction((s, t) => document.querySelector(s)?.textContent.includes(t), {timeout: 15000}, selector, text);
  await open(looking, watched.origin, "reference");
  await shows(".title", "First edition");
  await writeFile(file, document("Broken", "  /broken: [\n"));
  await shows(".failure", "things.yaml:");
  await writeFile(file, document("Second edition", "  /other: {get: {responses: {\"200\": {description: x}}}}\n"));
  await shows(".title", "Second edition");
  await looking.waitForFunction(() => !document.querySelector(".failure"), {timeout: 15000});
  assert.deepEqual(looking.wrong, []);
  await looking.close();
  watched.stop();
  await rm(folder, {recursive: true});
});

for (const name of ["projects", "museum", "exports"]) {
  await step(`${name}.yaml is looked at, and each request that a form begins with fits it`, () => everyForm(`../../corpus/testdata/${name}.yaml`));
}

await step("what a proxy has seen is shown", async () => {
  const before = await startProxy(mock.origin + "/api");
  const looking = await newPage(browser, before.origin);
  const shows = (selector, text) => looking.waitForFunction((s, t) => [...document.querySelectorAll(s)].some((e) => e.textContent.includes(t)), {timeout: 15000}, selector, text);
  await looking.goto(before.origin + "/_rolecall/proxy/");
  await shows("[role=status]", "live");
  await fetch(before.origin + "/api/v3/users/me?limit=1", {method: "PATCH", body: "{", headers: {Authorization: "Bearer client", "Content-Type": "application/json"}});
  await shows("td", "want a body of JSON");
  await looking.click("tbody .link");
  await shows(".why h3", "The client broke the contract");
  await looking.evaluate(() => { location.hash = "#/findings"; });
  await shows("td", "want a body of JSON");
  await looking.evaluate(axe);
  const {violations} = await looking.evaluate(() => axe.run(document, {resultTypes: ["violations"]}));
  assert.deepEqual(violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => v.id), []);
  assert.deepEqual(looking.wrong, []);
  await looking.close();
  before.stop();
});

await step("a mock that wants a token is asked for with it", async () => {
  const guarded = await startMock("--control-token", "open-sesame");
  const asking = await newPage(browser, guarded.origin);
  asking.expected = (m) => m.text().includes("401");
  await asking.goto(guarded.origin + "/_rolecall/");
  const field = await asking.waitForSelector("input[type=password]", {timeout: 5000});
  await field.type("open-sesame");
  await asking.keyboard.press("Enter");
  await asking.waitForSelector("tbody th", {timeout: 5000});
  assert.deepEqual(asking.wrong, []);
  await asking.close();
  guarded.stop();
});

for (const theme of ["light", "dark"]) {
  for (const width of [1400, 400]) {
    const looked = await newPage(browser, mock.origin, {theme, width});
    for (const view of views) {
      await step(`axe-core finds nothing serious in ${view}, ${theme}, ${width} wide`, async () => {
        await looked.goto("about:blank");
        await open(looked, mock.origin, view === "try" ? "try?operation=getV3Users&persona=client" : view);
        if (view === "try") {
          await looked.click("button.primary:not(:disabled)");
          await looked.waitForSelector(".way");
        }
        if (view === "reference") await looked.click("details.panel summary");
        await looked.evaluate(axe);
        const {violations} = await looked.evaluate(() => axe.run(document, {resultTypes: ["violations"]}));
        const serious = violations.filter((v) => ["serious", "critical"].includes(v.impact));
        assert.deepEqual(serious.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`), []);
        const overflow = await looked.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window`);
      });
    }
    await looked.close();
  }
}

await browser.close();
mock.stop();
console.log(failed === 0 ? "The console does what is asked of it." : `${failed} steps failed.`);
process.exit(failed === 0 ? 0 : 1);
