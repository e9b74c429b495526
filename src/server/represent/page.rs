//! HTML: a small page that needs no script and no style, with links that lead on.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::{
    Shown, links, text,
    words::{self, label},
};

/// Writes the page.
pub(super) fn write(shown: &Shown<'_>) -> String {
    let language = shown.language;
    let (api, heading) = (escape(shown.world.api().title()), escape(&shown.heading()));
    let title = if api == heading { api.clone() } else { format!("{heading} – {api}") };
    // Writing to a String cannot fail, here and below.
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n\
         <body>\n<header><a href=\"{}/\">{api}</a></header>\n<main>\n<h1>{heading}</h1>\n",
        language.tag(),
        escape(shown.world.base()),
    );
    match shown.items() {
        Some(items) => table(shown, &items, &mut page),
        None => fields(shown, &shown.json, &mut page),
    }
    page.push_str("</main>\n");
    let links: Vec<_> = links(&shown.json).collect();
    if !links.is_empty() {
        let _ = writeln!(page, "<nav aria-label=\"{}\">\n<ul>", words::links(language));
        for (relation, address) in links {
            let name = escape(&label(language, relation));
            let _ = writeln!(
                page,
                "<li><a rel=\"{}\" href=\"{}\">{name}</a></li>",
                escape(relation),
                escape(address)
            );
        }
        page.push_str("</ul>\n</nav>\n");
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn table(shown: &Shown<'_>, items: &[&Map<String, Value>], page: &mut String) {
    let language = shown.language;
    let total = shown.json.get("total").and_then(Value::as_u64).unwrap_or(items.len() as u64);
    let _ = writeln!(page, "<p>{}</p>", words::count(language, items.len() as u64, total));
    if items.is_empty() {
        return;
    }
    let columns = shown.columns(items);
    page.push_str("<table>\n<thead><tr>");
    for column in &columns {
        let _ = write!(page, "<th scope=\"col\">{}</th>", escape(&label(language, column)));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for item in items {
        let own = links(item).find(|(relation, _)| *relation == "self").map(|(_, address)| address);
        page.push_str("<tr>");
        for (place, column) in columns.iter().enumerate() {
            let value = item.get(column).map_or_else(String::new, |value| escape(&said(shown, value)));
            match own {
                Some(address) if place == 0 => {
                    let _ =
                        write!(page, "<th scope=\"row\"><a href=\"{}\">{value}</a></th>", escape(address));
                }
                _ => {
                    let _ = write!(page, "<td>{value}</td>");
                }
            }
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n");
}

fn fields(shown: &Shown<'_>, fields: &Map<String, Value>, page: &mut String) {
    let columns = shown.columns(&[fields]);
    page.push_str("<dl>\n");
    for column in &columns {
        let Some(value) = fields.get(column) else { continue };
        let (name, value) = (escape(&label(shown.language, column)), escape(&said(shown, value)));
        // Where a field is the id of something, there is a link of the field's name.
        let value = match links(fields).find(|(relation, _)| relation == column) {
            Some((_, address)) => format!("<a href=\"{}\">{value}</a>", escape(address)),
            None => value,
        };
        let _ = writeln!(page, "<dt>{name}</dt><dd>{value}</dd>");
    }
    page.push_str("</dl>\n");
}

/// A value as the page says it.
fn said(shown: &Shown<'_>, value: &Value) -> String {
    match value {
        Value::Bool(yes) => words::yes(shown.language, *yes).into(),
        other => text(other),
    }
}

/// Text as it stands in HTML, between tags and in quoted attributes.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(escape("<b a='\"'>&"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;");
    }
}
