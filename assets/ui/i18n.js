// Words of the screen. French is the source text itself; the English catalogue is put on globalThis
// by /langue/en.js, which the edge adds before the modules, for English readers only.

const catalogue = () => globalThis.__carnet_en;

// Quotes that no end of line parts from their words, as rxapp/core/i18n.py writes them.
const keptTogether = (template) => template.replaceAll("« ", "«\u00a0").replaceAll(" »", "\u00a0»");

function fill(template, values) {
  let known = true;
  const text = keptTogether(template).replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values?.[name];
    if (value === undefined || value === null || value === "") known = false;
    return value;
  });
  return known ? text : "";
}

// t("Bonjour {name}", {name}): the sentence in the reader's language, empty while a value is not known yet.
export function t(message, values) {
  const found = catalogue()?.[message];
  return fill((Array.isArray(found) ? found[0] : found) ?? message, values);
}

// tn("{n} document", "{n} documents", 3): the right number; French counts 0 and 1 as one, English only 1.
export function tn(one, many, n, values) {
  const found = catalogue()?.[one];
  const [single, plural] = Array.isArray(found) ? found : [one, many];
  const isOne = Array.isArray(found) ? n === 1 : Math.abs(n) < 2;
  return fill(isOne ? single : plural, { n, ...values });
}

// "fr" or "en", for numbers.
export const language = () => (catalogue() ? "en" : "fr");
