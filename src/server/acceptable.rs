//! Whether the answer can be written as the client accepts it: media type, language, coding (RFC 9110 §12.5).

use super::{
    Asked, Trace,
    asking::Question,
    negotiate::{Coding, Form, Language, Negotiated, WRITABLE, is_read},
    receive::Received,
    route::Routed,
};
use crate::http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    coding::{AcceptEncoding, weighted},
    etag::{EntityTag, EntityTagList},
    header, list,
    media::{Accept, MediaType, QValue},
};

impl Form {
    /// The form in which this media type is written; `None` for one that the server cannot write.
    fn of(media: &MediaType) -> Option<Self> {
        match (media.type_.as_str(), media.subtype.as_str()) {
            _ if media.is_json() => Some(Self::Json),
            ("text", "csv") => Some(Self::Csv),
            ("text", "html") => Some(Self::Html),
            ("text", "plain") => Some(Self::Plain),
            _ => None,
        }
    }

    /// What it is called in the trace.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Csv => "CSV",
            Self::Html => "HTML",
            Self::Plain => "plain text",
        }
    }

    /// What it is called when it is coded.
    pub(super) fn gzipped(self) -> &'static str {
        match self {
            Self::Json => "JSON, coded as gzip",
            Self::Csv => "CSV, coded as gzip",
            Self::Html => "HTML, coded as gzip",
            Self::Plain => "plain text, coded as gzip",
        }
    }
}

impl Language {
    const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its language tag (RFC 5646).
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
        }
    }
}

/// The media types on offer, each with the parameters that it is sent with.
fn offers(writes: &[MediaType]) -> Vec<(Form, MediaType)> {
    let offer = |media: &MediaType| {
        let form = Form::of(media)?;
        let mut media = media.clone();
        let mut add = |name: &str, value: &str| {
            if media.param(name).is_none() {
                media.params.push((name.into(), value.into()));
            }
        };
        if form != Form::Json {
            add("charset", "utf-8");
        }
        if form == Form::Csv {
            // RFC 4180 §3: whether the first line names the columns.
            add("header", "present");
        }
        Some((form, media))
    };
    writes.iter().filter_map(offer).collect()
}

fn lines(headers: &HeaderMap, name: &HeaderName) -> Option<Vec<u8>> {
    let lines: Vec<_> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
    (!lines.is_empty()).then(|| lines.join(&b", "[..]))
}

/// Asks whether the answer can be written in a way that they accept, and chooses the way.
pub(super) fn acceptable(
    received: &Received,
    routed: &Routed<'_>,
    mut negotiated: Negotiated,
    trace: &mut Trace,
) -> Asked<Negotiated> {
    let headers = &received.headers;
    let asks = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::ACCEPT_ENCODING];
    let offers = if routed.operation.contract.is_some() {
        // An imported API answers in the one form that its document describes, with no words of this server's in it.
        routed.operation.writes.iter().map(|media| (Form::Json, media.clone())).collect()
    } else {
        offers(&routed.operation.writes)
    };
    if !asks.iter().any(|name| headers.contains_key(name)) {
        if let Some((form, media)) = offers.first() {
            choose(&mut negotiated, *form, media);
        }
        trace.pass(&WRITABLE, "There is no Accept field, so anything will do.");
        return Ok(negotiated);
    }
    let mut question = trace.ask(&WRITABLE);
    for (name, shown) in asks.iter().zip(["Accept", "Accept-Language", "Accept-Encoding"]) {
        if let Some(value) = lines(headers, name) {
            question = question.saw_field(shown, Some(&value));
        }
    }
    if offers.is_empty() {
        question.pass(if routed.operation.writes.is_empty() {
            "The answer has no content, so any Accept field will do."
        } else {
            "None of the media types in the API description is written here, so the answer goes as JSON."
        });
        return Ok(negotiated);
    }

    let mut because = match media(headers, &offers) {
        Ok((form, media, because)) => {
            choose(&mut negotiated, form, media);
            because
        }
        Err(detail) => {
            return Err(refuse(question, detail, "accept", &offers));
        }
    };
    if let Some(language) = &mut negotiated.language {
        match choose_language(headers) {
            Ok((chosen, told)) => {
                *language = chosen;
                because.push_str(&told);
            }
            Err(detail) => return Err(refuse(question, detail, "accept-language", &offers)),
        }
    }
    match choose_coding(headers, is_read(&received.method)) {
        Ok((coding, told)) => {
            negotiated.coding = coding;
            because.push_str(&told);
        }
        Err(detail) => return Err(refuse(question, detail, "accept-encoding", &offers)),
    }
    question.yes(because);
    Ok(negotiated)
}

fn choose(negotiated: &mut Negotiated, form: Form, media: &MediaType) {
    negotiated.form = form;
    negotiated.media = media.to_string().into();
    negotiated.language = matches!(form, Form::Html | Form::Plain).then_some(Language::English);
}

/// Refuses, with the fields that could have made a difference in `Vary` (RFC 9110 §12.5.5).
fn refuse(
    question: Question<'_>,
    detail: String,
    field: &str,
    offers: &[(Form, MediaType)],
) -> Box<super::Exit> {
    let words = offers.iter().any(|(form, _)| matches!(form, Form::Html | Form::Plain));
    let vary = if words { "Accept, Accept-Language, Accept-Encoding" } else { "Accept, Accept-Encoding" };
    let types: Vec<_> = offers.iter().map(|(_, media)| media.essence()).collect();
    question
        .refuse(StatusCode::NOT_ACCEPTABLE, detail)
        .with("field", field)
        .with("available", types)
        .field(header::VARY, vary)
        .into()
}

fn media<'o>(
    headers: &HeaderMap,
    offers: &'o [(Form, MediaType)],
) -> Result<(Form, &'o MediaType, String), String> {
    let types: Vec<_> = offers.iter().map(|(_, media)| media.essence()).collect();
    let types = types.join(", ");
    let accept = Accept::parse(headers.get_all(header::ACCEPT)).map_err(|error| {
        format!("The Accept field is malformed: {error}. Accept {types}, or */* for anything.")
    })?;
    let mut best: Option<(QValue, Form, &MediaType, &str)> = None;
    for (form, media) in offers {
        if let Some((quality, range)) = accept.quality_of(media)
            && quality.is_acceptable()
            && best.is_none_or(|(before, ..)| quality > before)
        {
            best = Some((quality, *form, media, range));
        }
    }
    let Some((quality, form, media, range)) = best else {
        return Err(format!("What they accept is not written here. Accept {types}, or */* for anything."));
    };
    let because = if accept.ranges.is_empty() {
        format!("There is no Accept field, so it goes as {}", media.essence())
    } else if offers.len() == 1 {
        format!("{} is among what they accept", media.essence())
    } else {
        format!("Of what is written here they like {} best: “{range}” has weight {quality}", media.essence())
    };
    Ok((form, media, because + "."))
}

/// The language they like best (RFC 9110 §12.5.4, matched as in RFC 4647 §3.4: `de-AT` finds `de`).
///
/// # Errors
/// A detail, where every language there is has weight 0. Where none is named at all, the field is passed over, as
/// the RFC recommends: a page in another language is better than none.
fn choose_language(headers: &HeaderMap) -> Result<(Language, String), String> {
    let values = headers.get_all(header::ACCEPT_LANGUAGE);
    if values.iter().next().is_none() {
        return Ok((Language::English, String::new()));
    }
    let wanted: Result<Vec<_>, _> =
        list::elements(values).and_then(|elements| elements.iter().map(weighted).collect());
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(error) => {
            return Ok((
                Language::English,
                format!(" Accept-Language is malformed ({error}) and passed over."),
            ));
        }
    };
    let quality = |language: Language| {
        let named = |range: &str| {
            let (primary, rest) = range.split_at(range.find('-').unwrap_or(range.len()));
            primary.eq_ignore_ascii_case(language.tag()).then_some(rest.is_empty())
        };
        // The tag itself counts before a narrower one, and any by name before “*”.
        let exact = wanted.iter().find(|(range, _)| named(range) == Some(true));
        let narrower =
            wanted.iter().filter(|(range, _)| named(range).is_some()).max_by_key(|(_, quality)| *quality);
        let any = wanted.iter().find(|(range, _)| range == "*");
        exact.or(narrower).or(any).map(|(_, quality)| *quality)
    };
    let mut best: Option<(QValue, Language)> = None;
    for language in Language::ALL {
        if let Some(quality) = quality(language).filter(|quality| quality.is_acceptable())
            && best.is_none_or(|(before, _)| quality > before)
        {
            best = Some((quality, language));
        }
    }
    if let Some((quality, language)) = best {
        return Ok((language, format!(" They like {} best, with weight {quality}.", language.name())));
    }
    if Language::ALL.iter().all(|language| quality(*language).is_some()) {
        return Err(
            "They accept neither English nor German, and nothing else is written here. Accept en or de, or \
                    leave Accept-Language out."
                .into(),
        );
    }
    let language = Language::ALL.into_iter().find(|language| quality(*language).is_none());
    let language = language.unwrap_or(Language::English);
    Ok((language, format!(" No language they name is written here, so it is in {}.", language.name())))
}

/// The coding they like best (RFC 9110 §12.5.3). Only reads are coded when they need not be.
fn choose_coding(headers: &HeaderMap, read: bool) -> Result<(Coding, String), String> {
    let values = headers.get_all(header::ACCEPT_ENCODING);
    if values.iter().next().is_none() {
        return Ok((Coding::Identity, String::new()));
    }
    let wanted = match AcceptEncoding::parse(values) {
        Ok(wanted) => wanted,
        Err(error) => {
            return Ok((
                Coding::Identity,
                format!(" Accept-Encoding is malformed ({error}) and passed over."),
            ));
        }
    };
    let gzip = wanted.gzip();
    match wanted.identity() {
        Some(QValue::ZERO) if gzip.is_acceptable() => {
            Ok((Coding::Gzip, " It goes as gzip, because they do not take it as it is.".into()))
        }
        Some(QValue::ZERO) => {
            Err("They take the answer neither as it is nor as gzip, and it is coded in no other \
                                   way here. Accept gzip, or leave “identity” alone."
                .into())
        }
        identity if read && gzip.is_acceptable() && identity.is_none_or(|identity| gzip >= identity) => {
            Ok((Coding::GzipIfLarge, " They take gzip, which is used where it is worth it.".into()))
        }
        _ => Ok((Coding::Identity, " It goes as it is, not coded.".into())),
    }
}

/// Marks the version's tag as that of one of its representations.
pub(super) fn mark(etag: &mut EntityTag, negotiated: &Negotiated, gzip: bool) {
    etag.opaque.push_str(match negotiated.form {
        Form::Json => "",
        Form::Csv => "-csv",
        Form::Html => "-html",
        Form::Plain => "-text",
    });
    if let Some(language) = negotiated.language {
        etag.opaque.push('-');
        etag.opaque.push_str(language.tag());
    }
    if gzip {
        etag.opaque.push_str("-gz");
    }
}

/// The tags of a list with the marks of representations taken off: for a method that changes something.
///
/// RFC 9110 §13.1.1 compares with the selected representation, and leaves it to the server which that is where
/// nothing is going to be read. Here it is the one that the client had: every representation changes when the version
/// does, so whoever knows the tag of any knows the version, and a client that edits what it got as CSV, or as gzip,
/// loses no update and is refused none.
pub(super) fn of_versions(tags: EntityTagList) -> EntityTagList {
    const MARKS: [&str; 6] = ["-gz", "-en", "-de", "-csv", "-html", "-text"];
    let EntityTagList::Tags(mut tags) = tags else { return tags };
    for tag in &mut tags {
        for mark in MARKS {
            if tag.opaque.ends_with(mark) {
                tag.opaque.truncate(tag.opaque.len() - mark.len());
            }
        }
    }
    EntityTagList::Tags(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn languages_are_chosen_by_weight_and_refused_only_when_they_are() {
        for (value, want) in [
            ("", Some("en")),
            ("de", Some("de")),
            ("de-AT, en;q=0.5", Some("de")),
            ("DE;q=0.5, en;q=0.4", Some("de")),
            ("en, de", Some("en")),
            ("fr", Some("en")),
            ("fr, *;q=0.1", Some("en")),
            ("en;q=0", Some("de")),
            ("*, en;q=0", Some("de")),
            ("*;q=0, de;q=0.001", Some("de")),
            ("*;q=0", None),
            ("en;q=0, de;q=0", None),
            ("de;q=0, de-AT", Some("en")),
            ("de;;", Some("en")),
        ] {
            let chosen = choose_language(&headers(header::ACCEPT_LANGUAGE, value)).ok();
            assert_eq!(chosen.map(|(language, _)| language.tag()), want, "{value}");
        }
    }

    #[test]
    fn codings_are_chosen_by_weight_and_refused_only_when_they_are() {
        for (value, read, want) in [
            ("gzip", true, Some(Coding::GzipIfLarge)),
            ("gzip", false, Some(Coding::Identity)),
            ("gzip;q=0.2, identity;q=0.3", true, Some(Coding::Identity)),
            ("br", true, Some(Coding::Identity)),
            ("", true, Some(Coding::Identity)),
            ("gzip, identity;q=0", false, Some(Coding::Gzip)),
            ("identity;q=0", true, None),
            ("*;q=0", true, None),
            ("gzip;q=0, *;q=0", true, None),
            (";;", true, Some(Coding::Identity)),
        ] {
            let chosen = choose_coding(&headers(header::ACCEPT_ENCODING, value), read).ok();
            assert_eq!(chosen.map(|(coding, _)| coding), want, "{value}");
        }
    }

    #[test]
    fn a_mark_comes_off_again() {
        for opaque in ["v3", "v3-csv", "v3-html-de", "v3-text-en-gz", "v3-gz", "v3-csv-gz"] {
            let tags = EntityTagList::Tags(vec![EntityTag::strong(opaque)]);
            assert_eq!(of_versions(tags), EntityTagList::Tags(vec![EntityTag::strong("v3")]), "{opaque}");
        }
        assert_eq!(of_versions(EntityTagList::Any), EntityTagList::Any);
    }
}
