// The five operations, the same for every contender: what is sent, and what must come back.

export const base = "/api";

/** How many toys are stored, and how many of them the filter picks. */
export const stored = 200;
export const picked = 100;

/** Toys to add to the seeded ones, until `stored` are there and `picked` of them are cars. */
export function extraToys(seeded) {
  const cars = picked - seeded.filter((toy) => toy.kind === "car").length;
  return Array.from({ length: stored - seeded.length }, (_, index) => ({
    name: `Toy number ${index + 1}`,
    kind: index < cars ? "car" : "duck",
    color: "#2f5fd0",
    madeOf: "wood",
  }));
}

const json = { "Content-Type": "application/json" };
const accept = { Accept: "application/json" };

/** Each gives the request of the `n`th call. `etag` is that of the car at the start. */
export const operations = [
  { id: "get", name: "GET an item", status: 200, request: () => ({ method: "GET", target: "/toys/car", fields: accept }) },
  {
    id: "list",
    name: `GET a list: ${picked} of ${stored}, filtered`,
    status: 200,
    request: () => ({ method: "GET", target: "/toys?kind=car", fields: accept }),
  },
  {
    id: "post",
    name: "POST",
    status: 201,
    request: (n) => ({
      method: "POST",
      target: "/toys",
      fields: { ...accept, ...json },
      content: JSON.stringify({ name: `Blue boat ${n}`, kind: "boat", color: "#2f5fd0", madeOf: "wood" }),
    }),
  },
  {
    id: "put",
    name: "PUT",
    status: 200,
    request: (n) => ({
      method: "PUT",
      target: "/toys/car",
      fields: { ...accept, ...json },
      content: JSON.stringify({ name: "Red racing car", kind: "car", color: "#e4572e", wheels: n % 64, madeOf: "metal" }),
    }),
  },
  {
    id: "conditional",
    name: "GET with If-None-Match (304)",
    status: 304,
    request: (_, etag) => ({ method: "GET", target: "/toys/car", fields: { ...accept, "If-None-Match": etag } }),
  },
];
