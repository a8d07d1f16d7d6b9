// Takes a picture of every view in both themes, 1400 and 400 wide, into the folder
// that is named.
import {mkdir} from "node:fs/promises";
import {newPage, open, startBrowser, startMock, views} from "./session.mjs";

const folder = process.argv[2] ?? "shots";
await mkdir(folder, {recursive: true});
const mock = await startMock(...process.argv.slice(3));
const browser = await startBrowser();
try {
  await traffic();
  for (const theme of ["light", "dark"]) {
    for (const width of [1400, 400]) {
      const page = await newPage(browser, mock.origin, {width, height: 900, theme});
      page.on("dialog", (d) => d.dismiss());
      for (const view of views) {
        await page.goto("about:blank");
        await open(page, mock.origin, view);
        if (view === "try") {
          const sent = await page.click("button.primary:not(:disabled)").then(() => true, () => false); // a key of the path may be missing
          if (sent) await page.waitForSelector(".answered", {timeout: 5000});
        }
        if (view === "journal") await page.click("tbody tr:nth-child(2) .link").catch(() => {});
        if (view === "reference") await page.click("details.panel summary").catch(() => {});
        await page.screenshot({path: `${folder}/${view}-${theme}-${width}.png`, fullPage: view !== "reference"});
      }
      if (page.wrong.length > 0) console.log(theme, width, page.wrong);
      await page.close();
    }
  }
} finally {
  await browser.close();
  mock.stop();
}

// traffic gives the journal and the rules something to show: every operation once for
// a few personas.
async function traffic() {
  const {operations} = await (await fetch(mock.origin + "/_rolecall/v1/contract")).json();
  const {personas} = await (await fetch(mock.origin + "/_rolecall/v1/personas")).json();
  for (const p of personas.slice(0, 2)) {
    for (const o of operations.slice(0, 8)) {
      const headers = {Authorization: "Bearer " + p.token};
      for (const h of o.access.headers) headers[h.name] = h.value;
      if (o.body) headers["Content-Type"] = o.body.mediaType;
      await fetch(mock.origin + o.path.replace(/{[^}]*}/g, "x"), {method: o.method, headers, body: o.body && JSON.stringify(o.body.example)});
    }
  }
  if (operations.length < 2) return;
  await fetch(mock.origin + "/_rolecall/v1/worlds/default/rules", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({operation: operations[1].id, times: 3, answer: {delay: "2s"}}),
  });
}
