//! Path templates such as `/toys/{toy}/loans` (OpenAPI 3.1 §4.8.8.2).

/// One segment of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A word that must stand there.
    Literal(String),
    /// A parameter, by name: any one segment.
    Parameter(String),
}

/// A path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

/// The values that a path gave to a template's parameters, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Name and value of each parameter.
    pub parameters: Vec<(String, String)>,
}

impl Found {
    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A path with its parameters' names taken out: two that are the same fit the same targets.
pub(super) fn form(segments: &[Segment]) -> String {
    segments.iter().fold(String::new(), |form, segment| match segment {
        Segment::Literal(word) => format!("{form}/{word}"),
        Segment::Parameter(_) => form + "/{}",
    })
}

impl PathTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some(rest) = text.strip_prefix('/') else {
            return Err(format!("the path “{text}” must start with “/”"));
        };
        let mut segments = Vec::new();
        for part in rest.split('/').filter(|part| !part.is_empty()) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(name) if name.contains(['{', '}']) => return Err(partial(text)),
                Some("") => return Err(format!("the path “{text}” has a parameter with no name")),
                Some(name) => segments.push(Segment::Parameter(name.into())),
                None if part.contains(['{', '}']) => return Err(partial(text)),
                None => segments.push(Segment::Literal(part.into())),
            }
        }
        Ok(Self { text: text.into(), segments })
    }

    /// The template as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The segments in order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// How many segments are literal: the more, the more exact the template.
    #[must_use]
    pub fn literals(&self) -> usize {
        self.segments.iter().filter(|segment| matches!(segment, Segment::Literal(_))).count()
    }

    /// Whether these decoded path segments fit, and what they give to the parameters.
    #[must_use]
    pub fn find(&self, path: &[String]) -> Option<Found> {
        let path = match path.split_last() {
            // A template with “/” at its end fits with and without it; any other only without.
            Some((last, rest))
                if last.is_empty() && rest.len() == self.segments.len() && self.text.ends_with('/') =>
            {
                rest
            }
            _ => path,
        };
        if path.len() != self.segments.len() {
            return None;
        }
        let mut found = Found::default();
        for (segment, part) in self.segments.iter().zip(path) {
            match segment {
                Segment::Literal(word) if word == part => {}
                Segment::Parameter(name) if !part.is_empty() => {
                    found.parameters.push((name.clone(), part.clone()));
                }
                _ => return None,
            }
        }
        Some(found)
    }

    /// The path with its parameters filled in; a parameter without a value stays as it is.
    #[must_use]
    pub fn fill(&self, found: &Found) -> String {
        let mut path = String::new();
        for segment in &self.segments {
            path.push('/');
            match segment {
                Segment::Literal(word) => path.push_str(word),
                Segment::Parameter(name) => match found.get(name) {
                    Some(value) => path.push_str(value),
                    None => path.push_str(&format!("{{{name}}}")),
                },
            }
        }
        if path.is_empty() { "/".into() } else { path }
    }
}

fn partial(text: &str) -> String {
    format!("the path “{text}” has a parameter that is only a part of a segment; a whole segment works")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(segments: &[&str]) -> Vec<String> {
        segments.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_parameter_takes_one_whole_segment() {
        let template = PathTemplate::parse("/toys/{toy}/loans").unwrap();
        let found = template.find(&path(&["toys", "car", "loans"])).unwrap();
        assert_eq!(found.get("toy"), Some("car"));
        assert_eq!(template.fill(&found), "/toys/car/loans");
        assert_eq!(template.find(&path(&["toys", "car"])), None);
        assert_eq!(template.find(&path(&["toys", "", "loans"])), None);
    }

    #[test]
    fn a_slash_at_the_end_of_a_template_may_be_left_out() {
        let template = PathTemplate::parse("/toys/{toy}/").unwrap();
        assert!(template.find(&path(&["toys", "car", ""])).is_some());
        assert!(template.find(&path(&["toys", "car"])).is_some());
        assert!(template.find(&path(&["toys", "car", "", ""])).is_none());
    }

    #[test]
    fn the_root_is_a_path_of_no_segments() {
        let template = PathTemplate::parse("/").unwrap();
        assert!(template.find(&[]).is_some());
        assert_eq!(template.fill(&Found::default()), "/");
    }

    #[test]
    fn a_broken_template_says_what_is_wrong() {
        assert!(PathTemplate::parse("toys").unwrap_err().contains("must start"));
        assert!(PathTemplate::parse("/toys/{}").unwrap_err().contains("no name"));
        assert!(PathTemplate::parse("/toys/{a}...{b}").unwrap_err().contains("whole segment"));
        assert!(PathTemplate::parse("/toys/a{b}").unwrap_err().contains("whole segment"));
    }
}
