// The peers' pages, each as its own documentation sets it up, and how to see that a request can be sent from it.
// Where a peer hides its send button behind a click or two, an option of its own that shows it at once is set, or,
// failing that, the first button on the way to it counts: each is taken at its quickest.

const page = (head, body) =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Toys</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

const script = (file, type = "text/javascript") => `<script type="${type}" src="./${file}"></script>`;

/** `send`, in the page, gives the button to press, or nothing yet; `null` where a peer cannot send. */
export const peers = [
  {
    name: "RapiDoc",
    package: "rapidoc",
    html: page(
      script("dist/rapidoc-min.js", "module"),
      `<rapi-doc spec-url="/load/toys.json" render-style="read" load-fonts="false"></rapi-doc>`,
    ),
    send: () =>
      document.querySelector("rapi-doc")?.shadowRoot?.querySelector("api-request")?.shadowRoot?.querySelector("[part~=btn-try]"),
  },
  {
    name: "Redoc",
    package: "redoc",
    html: page("", `<redoc spec-url="/load/toys.json"></redoc>${script("bundles/redoc.standalone.js", "module")}`),
    // It sends nothing: its bytes are counted until it shows the operations.
    sends: false,
    send: () => [...document.querySelectorAll("redoc *")].findLast((node) => node.textContent === "/toys/{id}"),
  },
  {
    name: "Swagger UI",
    package: "swagger-ui-dist",
    html: page(
      `<link rel="stylesheet" href="./swagger-ui.css">`,
      `<div id="ui"></div>${script("swagger-ui-bundle.js")}<script>SwaggerUIBundle({ url: "/load/toys.json", dom_id: "#ui", docExpansion: "full", tryItOutEnabled: true })</script>`,
    ),
    send: () => document.querySelector(".opblock button.execute"),
  },
  {
    name: "Elements",
    package: "@stoplight/elements",
    path: "#/operations/getToy",
    html: page(
      `${script("web-components.min.js")}<link rel="stylesheet" href="./styles.min.css">`,
      `<elements-api apiDescriptionUrl="/load/toys.json" router="hash"></elements-api>`,
    ),
    send: () => [...document.querySelectorAll("elements-api button")].find((button) => /^Send/.test(button.textContent)),
  },
  {
    name: "Scalar",
    package: "@scalar/api-reference",
    html: page(
      "",
      `<div id="app"></div>${script("dist/browser/standalone.js")}<script>Scalar.createApiReference("#app", { url: "/load/toys.json", withDefaultFonts: false, telemetry: false })</script>`,
    ),
    // Opens the dialogue that has Send.
    opens: true,
    send: () => [...document.querySelectorAll("button")].find((button) => /Test Request/.test(button.textContent)),
  },
];
