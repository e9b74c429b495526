//! The values of `format` that are checked (JSON Schema 2020-12 validation §7.3, and OpenAPI's format registry).

mod code;
mod net;
mod time;

use serde_json::Value;

use super::number;
use super::pattern;
use net::Letters;

/// A format that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Base64,
    Base64Url,
    Date,
    DateTime,
    Duration,
    Email,
    Float,
    Hostname,
    Ipv4,
    Ipv6,
    Iri,
    IriReference,
    JsonPointer,
    Regex,
    RelativeJsonPointer,
    Time,
    Uri,
    UriReference,
    UriTemplate,
    Uuid,
    /// A whole number from the first to the second.
    Whole(i128, i128),
}

/// The greatest whole number that a double holds with all those below it.
const DOUBLE_INT: i128 = (1 << 53) - 1;

impl Format {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "base64url" => Self::Base64Url,
            "byte" => Self::Base64,
            "date" => Self::Date,
            "date-time" => Self::DateTime,
            "double-int" => Self::Whole(-DOUBLE_INT, DOUBLE_INT),
            "duration" => Self::Duration,
            "email" => Self::Email,
            "float" => Self::Float,
            "hostname" => Self::Hostname,
            "int16" => Self::Whole(i16::MIN.into(), i16::MAX.into()),
            "int32" => Self::Whole(i32::MIN.into(), i32::MAX.into()),
            "int64" => Self::Whole(i64::MIN.into(), i64::MAX.into()),
            "int8" => Self::Whole(i8::MIN.into(), i8::MAX.into()),
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "iri" => Self::Iri,
            "iri-reference" => Self::IriReference,
            "json-pointer" => Self::JsonPointer,
            "regex" => Self::Regex,
            "relative-json-pointer" => Self::RelativeJsonPointer,
            "time" => Self::Time,
            "uint16" => Self::Whole(0, u16::MAX.into()),
            "uint32" => Self::Whole(0, u32::MAX.into()),
            "uint64" => Self::Whole(0, u64::MAX.into()),
            "uint8" => Self::Whole(0, u8::MAX.into()),
            "uri" => Self::Uri,
            "uri-reference" => Self::UriReference,
            "uri-template" => Self::UriTemplate,
            "uuid" => Self::Uuid,
            _ => return None,
        })
    }

    /// Whether a format tells how to store or show a value, and asks nothing of it.
    pub(super) fn is_hint(name: &str) -> bool {
        ["binary", "commonmark", "double", "html", "password"].contains(&name)
    }

    /// What a value of this format is, with an example.
    pub(super) fn expected(self) -> String {
        match self {
            Self::Base64 => "bytes in base64, as in dG95cw==",
            Self::Base64Url => "bytes in base64url, as in dG95cw",
            Self::Date => "a date that exists, as in 2026-11-22",
            Self::DateTime => "a date and time with its zone, as in 2026-11-22T18:30:00Z",
            Self::Duration => "a duration, as in P3D or PT36H",
            Self::Email => "an email address, as in mia@example.com",
            Self::Float => "a number that 32 bits can hold, at most about 3.4e38",
            Self::Hostname => "a host name, as in example.com",
            Self::Ipv4 => "an IPv4 address, as in 192.0.2.1",
            Self::Ipv6 => "an IPv6 address, as in 2001:db8::1",
            Self::Iri => "a full address (IRI), as in https://example.com/jouets/été",
            Self::IriReference => "an address (IRI), full or relative, as in /jouets/été",
            Self::JsonPointer => "a JSON Pointer, as in /toys/0/name",
            Self::Regex => "a regular expression, as in ^[a-z]+$",
            Self::RelativeJsonPointer => "a relative JSON Pointer, as in 1/name",
            Self::Time => "a time of day with its zone, as in 18:30:00Z",
            Self::Uri => "a full URI, as in https://example.com/toys",
            Self::UriReference => "a URI, full or relative, as in /toys/car",
            Self::UriTemplate => "a URI template, as in /toys/{toy}",
            Self::Uuid => "a UUID, as in 123e4567-e89b-12d3-a456-426614174000",
            Self::Whole(low, high) => return format!("a whole number from {low} to {high}"),
        }
        .to_owned()
    }

    /// Whether the value fits; `None` when the format is not about values of its type.
    pub(super) fn fits(self, value: &Value) -> Option<bool> {
        match (self, value) {
            (Self::Whole(low, high), Value::Number(number)) => {
                Some(number::whole(number).is_some_and(|whole| (low..=high).contains(&whole)))
            }
            (Self::Float, Value::Number(number)) => {
                Some(number.as_f64().is_some_and(|float| float.abs() <= f32::MAX.into()))
            }
            (Self::Whole(..) | Self::Float, _) => None,
            (_, Value::String(text)) => Some(self.fits_text(text)),
            _ => None,
        }
    }

    /// Whether the format is about values of this one's type.
    pub(super) fn applies(self, value: &Value) -> bool {
        match self {
            Self::Whole(..) | Self::Float => value.is_number(),
            _ => value.is_string(),
        }
    }

    fn fits_text(self, text: &str) -> bool {
        match self {
            Self::Base64 => code::is_base64(text),
            Self::Base64Url => code::is_base64url(text),
            Self::Date => time::is_date(text),
            Self::DateTime => time::is_date_time(text),
            Self::Duration => time::is_duration(text),
            Self::Email => net::is_email(text),
            Self::Hostname => net::is_hostname(text),
            Self::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Iri => net::is_uri(text, Letters::Any),
            Self::IriReference => net::is_reference(text, Letters::Any),
            Self::JsonPointer => code::is_json_pointer(text),
            Self::Regex => pattern::is_regex(text),
            Self::RelativeJsonPointer => code::is_relative_json_pointer(text),
            Self::Time => time::is_time(text),
            Self::Uri => net::is_uri(text, Letters::Ascii),
            Self::UriReference => net::is_reference(text, Letters::Ascii),
            Self::UriTemplate => net::is_uri_template(text),
            Self::Uuid => code::is_uuid(text),
            Self::Float | Self::Whole(..) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(format: Format, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(format.fits_text(text), "{format:?} should take {text:?}");
        }
        for text in bad {
            assert!(!format.fits_text(text), "{format:?} should refuse {text:?}");
        }
    }

    #[test]
    fn dates() {
        table(
            Format::Date,
            &["2026-11-22", "2024-02-29", "2000-02-29", "0000-01-01"],
            &[
                "2025-02-29",
                "1900-02-29",
                "2026-13-01",
                "2026-00-01",
                "2026-04-31",
                "26-11-22",
                "2026-1-2",
                "2026-11-22Z",
                "2026-11-22-1",
                "２026-11-22",
            ],
        );
        table(
            Format::DateTime,
            &[
                "2026-11-22T18:30:00Z",
                "2026-11-22t18:30:00.123z",
                "2026-11-22T18:30:00+05:30",
                "1998-12-31T23:59:60Z",
                "1998-12-31T15:59:60.5-08:00",
            ],
            &[
                "2026-11-22",
                "2026-11-22T18:30:00",
                "2026-11-22 18:30:00Z",
                "2026-11-22T24:00:00Z",
                "2026-11-22T18:30Z",
                "2026-11-22T18:30:00.Z",
                "1998-12-31T22:59:60Z",
                "2026-11-22T18:30:00+5:30",
                "2026-11-22T18:30:00+24:00",
            ],
        );
    }

    #[test]
    fn names_and_places() {
        table(
            Format::Email,
            &["mia@example.com", "a.b+c@d-e.org", "\"a b\"@example.com", "mia@[127.0.0.1]", "mia@localhost"],
            &[
                "mia",
                "@example.com",
                "mia@",
                "a..b@c.d",
                ".a@b.c",
                "a b@c.d",
                "a@-b.c",
                "a@b..c",
                "a@[b]",
                "a@b_c.d",
            ],
        );
        table(
            Format::Uri,
            &[
                "https://example.com/toys?x=1#y",
                "urn:isbn:123",
                "mailto:mia@example.com",
                "http://u:p@[::1]:8080/",
                "a:",
                "file:///a%20b",
            ],
            &[
                "/toys",
                "example.com",
                "1http://a",
                "http://a b",
                "http://a/%zz",
                "http://a/é",
                "http://[::1",
                "http://a:b/",
                "http://a/[x]",
                "http://a#b#c",
            ],
        );
        table(
            Format::Uuid,
            &["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"],
            &[
                "123e4567e89b12d3a456426614174000",
                "123e4567-e89b-12d3-a456-42661417400",
                "g23e4567-e89b-12d3-a456-426614174000",
                "123e4567-e89b-12d3-a456-426614174000-",
            ],
        );
    }

    #[test]
    fn times_and_durations() {
        table(
            Format::Time,
            &["18:30:00Z", "18:30:00.5+01:00", "23:59:60Z"],
            &["18:30:00", "18:30Z", "24:00:00Z", "18:30:00 Z"],
        );
        table(
            Format::Duration,
            &["P3D", "P1Y2M3D", "PT36H", "P1DT12H30M5S", "P4W", "P2M", "P0D", "PT5S"],
            &[
                "P", "PT", "P1", "3D", "P1Y3D", "PT1H5S", "P1DT", "P1W2D", "P1S", "PT1D", "p1d", "P1.5D",
                "P-1D", "P1DD",
            ],
        );
    }

    #[test]
    fn hosts_and_addresses() {
        table(
            Format::Hostname,
            &["example.com", "a-b.c", "localhost", "xn--nxasmq6b", "1.2"],
            &["-a.com", "a-.com", "a..b", "a.", "a_b", "ab--cd", "é.com"],
        );
        table(Format::Ipv4, &["127.0.0.1"], &["127.0.0", "256.0.0.1", "01.2.3.4", "::1"]);
        table(
            Format::Ipv6,
            &["::1", "2001:db8::1", "::ffff:1.2.3.4"],
            &["127.0.0.1", ":::", "1::2::3", "fe80::1%a"],
        );
        table(
            Format::UriReference,
            &["", "/toys", "toys/car?x=1#y", "//host/a", "https://example.com", "?a", "#a", "./a:b"],
            &["a b", "\\a", "%zz", "1:a", "#a#b"],
        );
        table(Format::Iri, &["https://exämple.com/é?ü"], &["/é", "https://a b"]);
        table(Format::IriReference, &["/é", "é"], &["é b"]);
        table(
            Format::UriTemplate,
            &["/toys/{toy}{?kind*,color:3}", "", "é", "{+a.b}", "%20"],
            &["{", "}", "{}", "{a", "{a b}", "{a:0}", "{a:12345}", "{a,}", "%2", "a b", "{$a}"],
        );
    }

    #[test]
    fn pointers_and_bytes() {
        table(Format::JsonPointer, &["", "/", "/a~0b~1c/0", "/é"], &["a", "/~", "/~2"]);
        table(
            Format::RelativeJsonPointer,
            &["0", "0#", "1/a", "12/~0"],
            &["", "#", "01", "1a", "-1/a", "0##"],
        );
        table(
            Format::Base64,
            &["", "YQ==", "YWI=", "YWJj", "+/+/"],
            &["YQ", "YQ=", "Y===", "=", "Y-==", "YQ==\n"],
        );
        table(Format::Base64Url, &["", "YQ", "YQ==", "-_-_"], &["Y", "YQ=", "+/+/"]);
        table(
            Format::Regex,
            &["", "^a+$", "(?=a)", r"(a)\1", r"\p{Thai}"],
            &["(", "a**", "[z-a]", "{", "a{", "]", r"\-"],
        );
    }

    #[test]
    fn widths_of_numbers() {
        let table = [
            ("int32", "2147483647", "2147483648"),
            ("int32", "-2147483648.0", "1.5"),
            ("int64", "9223372036854775807", "9223372036854775808"),
            ("uint8", "255", "-1"),
            ("float", "3.4e38", "3.5e38"),
            ("double-int", "9007199254740991", "9007199254740992"),
        ];
        for (name, good, bad) in table {
            let format = Format::from_name(name).unwrap();
            let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(format.fits(&number(good)), Some(true), "{name}");
            assert_eq!(format.fits(&number(bad)), Some(false), "{name}");
            assert_eq!(format.fits(&Value::from("a")), None);
        }
        assert_eq!(Format::Date.fits(&Value::from(1)), None);
    }
}
