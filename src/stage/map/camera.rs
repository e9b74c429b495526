//! What of the map is in view.

/// Where the map's corner lies in the view, in pixels, and how large the map is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The map's left edge in the view.
    pub x: f64,
    /// The map's upper edge in the view.
    pub y: f64,
    /// How large it is drawn: 1 as it was laid out.
    pub zoom: f64,
}

impl Camera {
    /// The smallest and the largest zoom.
    pub const ZOOMS: (f64, f64) = (0.2, 3.0);

    /// All of the map (width, height) in the middle of the view (width, height), no larger than it was laid out.
    #[must_use]
    pub fn fit(map: (f64, f64), view: (f64, f64)) -> Self {
        let zoom = bounded((view.0 / map.0).min(view.1 / map.1).min(1.0));
        Self { x: (view.0 - map.0 * zoom) / 2.0, y: (view.1 - map.1 * zoom) / 2.0, zoom }
    }

    /// Where a look at the map begins: all of it, where that can be read, and else this part of it (x, y, width, height).
    #[must_use]
    pub fn start(map: (f64, f64), view: (f64, f64), part: (f64, f64, f64, f64)) -> Self {
        /// Smaller than this, nobody can read it.
        const LEGIBLE: f64 = 0.72;
        let all = Self::fit(map, view);
        if all.zoom >= LEGIBLE { all } else { Self { x: 0.0, y: 0.0, zoom: LEGIBLE }.reveal(part, view) }
    }

    /// Moved by so much; some of the map stays in view.
    #[must_use]
    pub fn pan(self, by: (f64, f64), map: (f64, f64), view: (f64, f64)) -> Self {
        Self { x: self.x + by.0, y: self.y + by.1, ..self }.kept(map, view)
    }

    /// Larger by this factor, with the point `at` of the view staying where it is.
    #[must_use]
    pub fn scale(self, factor: f64, at: (f64, f64), map: (f64, f64), view: (f64, f64)) -> Self {
        let zoom = bounded(self.zoom * if factor.is_finite() { factor } else { 1.0 });
        let by = zoom / self.zoom;
        Self { x: at.0 - (at.0 - self.x) * by, y: at.1 - (at.1 - self.y) * by, zoom }.kept(map, view)
    }

    /// Larger by this factor. About this part of the map (x, y, width, height), where there is one in view: then it stays
    /// in view. Else about the middle of the view.
    #[must_use]
    pub fn scale_at(
        self,
        factor: f64,
        part: Option<(f64, f64, f64, f64)>,
        map: (f64, f64),
        view: (f64, f64),
    ) -> Self {
        let centre = |part: (f64, f64, f64, f64)| {
            (self.x + (part.0 + part.2 / 2.0) * self.zoom, self.y + (part.1 + part.3 / 2.0) * self.zoom)
        };
        let seen = |at: (f64, f64)| (0.0..=view.0).contains(&at.0) && (0.0..=view.1).contains(&at.1);
        match part.filter(|part| seen(centre(*part))) {
            Some(part) => self.scale(factor, centre(part), map, view).reveal(part, view),
            None => self.scale(factor, (view.0 / 2.0, view.1 / 2.0), map, view),
        }
    }

    /// Moved by as little as brings this part of the map (x, y, width, height) into view, with some room around it.
    #[must_use]
    pub fn reveal(self, part: (f64, f64, f64, f64), view: (f64, f64)) -> Self {
        const ROOM: f64 = 16.0;
        let along = |corner: f64, start: f64, length: f64, view: f64| {
            let (start, end) =
                (corner + start * self.zoom - ROOM, corner + (start + length) * self.zoom + ROOM);
            if start < 0.0 || end - start > view {
                corner - start
            } else if end > view {
                corner - (end - view)
            } else {
                corner
            }
        };
        Self { x: along(self.x, part.0, part.2, view.0), y: along(self.y, part.1, part.3, view.1), ..self }
    }

    /// On which sides of the view more of the map lies: left, right, above, below.
    #[must_use]
    pub fn beyond(self, map: (f64, f64), view: (f64, f64)) -> [bool; 4] {
        /// The map has an empty margin: less than this beyond an edge is nothing to look for.
        const MARGIN: f64 = 24.0;
        let (right, below) = (self.x + map.0 * self.zoom, self.y + map.1 * self.zoom);
        [self.x < -MARGIN, right > view.0 + MARGIN, self.y < -MARGIN, below > view.1 + MARGIN]
    }

    /// Moved so that a strip of the map is in view, however far it was moved away.
    fn kept(self, map: (f64, f64), view: (f64, f64)) -> Self {
        const STRIP: f64 = 80.0;
        let along = |corner: f64, map: f64, view: f64| {
            let (least, most) = (STRIP - map * self.zoom, view - STRIP);
            if corner.is_nan() { 0.0 } else { corner.max(least.min(0.0)).min(most.max(0.0)) }
        };
        Self { x: along(self.x, map.0, view.0), y: along(self.y, map.1, view.1), ..self }
    }
}

fn bounded(zoom: f64) -> f64 {
    let (least, most) = Camera::ZOOMS;
    if zoom.is_nan() { 1.0 } else { zoom.clamp(least, most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: (f64, f64) = (1000.0, 500.0);
    const VIEW: (f64, f64) = (600.0, 400.0);

    #[test]
    fn all_of_it_fits() {
        assert_eq!(Camera::fit(MAP, VIEW), Camera { x: 0.0, y: 50.0, zoom: 0.6 });
        assert_eq!(Camera::fit(MAP, (3000.0, 900.0)).zoom, 1.0);
        assert_eq!(Camera::fit(MAP, (0.0, 0.0)).zoom, Camera::ZOOMS.0);
        assert!(Camera::fit((0.0, 0.0), (0.0, 0.0)).zoom.is_finite());
    }

    #[test]
    fn a_look_begins_where_it_can_be_read() {
        let part = (700.0, 400.0, 200.0, 60.0);
        assert_eq!(Camera::start(MAP, (900.0, 450.0), part), Camera::fit(MAP, (900.0, 450.0)));
        let near = Camera::start(MAP, (300.0, 300.0), part);
        assert_eq!(near.zoom, 0.72);
        assert_eq!(near.reveal(part, (300.0, 300.0)), near);
    }

    #[test]
    fn the_point_under_the_pointer_stays() {
        let at = (200.0, 120.0);
        let before = Camera::fit(MAP, VIEW);
        let point = |camera: Camera| ((at.0 - camera.x) / camera.zoom, (at.1 - camera.y) / camera.zoom);
        let after = before.scale(2.0, at, MAP, VIEW);
        assert!(
            (point(before).0 - point(after).0).abs() < 1e-9
                && (point(before).1 - point(after).1).abs() < 1e-9
        );
        assert_eq!(after.zoom, 1.2);
        assert_eq!(after.scale(f64::NAN, at, MAP, VIEW).zoom, 1.2);
        assert_eq!(after.scale(1e9, at, MAP, VIEW).zoom, Camera::ZOOMS.1);
    }

    #[test]
    fn a_question_that_has_the_focus_stays_in_view() {
        let part = (780.0, 30.0, 120.0, 60.0);
        let mut camera = Camera::fit(MAP, VIEW);
        for _ in 0..8 {
            camera = camera.scale_at(1.25, Some(part), MAP, VIEW);
            assert_eq!(camera.reveal(part, VIEW), camera, "{camera:?}");
        }
        // One that was moved away does not come back by itself.
        let away = Camera { x: -3000.0, y: 0.0, zoom: 1.0 };
        assert_eq!(
            away.scale_at(1.25, Some((0.0, 0.0, 120.0, 60.0)), MAP, VIEW),
            away.scale_at(1.25, None, MAP, VIEW)
        );
        assert_eq!(camera.scale_at(f64::NAN, Some(part), MAP, VIEW).zoom, camera.zoom);
    }

    #[test]
    fn some_of_it_always_stays_in_view() {
        for by in [(1e9, 1e9), (-1e9, -1e9), (f64::NAN, 0.0)] {
            let camera = Camera::fit(MAP, VIEW).pan(by, MAP, VIEW);
            assert!(camera.x < VIEW.0 && camera.x + MAP.0 * camera.zoom > 0.0, "{camera:?}");
            assert!(camera.y < VIEW.1 && camera.y + MAP.1 * camera.zoom > 0.0, "{camera:?}");
        }
    }

    #[test]
    fn it_says_on_which_sides_there_is_more() {
        assert_eq!(Camera::fit(MAP, VIEW).beyond(MAP, VIEW), [false; 4]);
        let corner = Camera { x: 0.0, y: 0.0, zoom: 1.0 };
        assert_eq!(corner.beyond(MAP, VIEW), [false, true, false, true]);
        assert_eq!(corner.pan((-400.0, -100.0), MAP, VIEW).beyond(MAP, VIEW), [true, false, true, false]);
        assert_eq!(corner.pan((-200.0, 0.0), MAP, VIEW).beyond(MAP, VIEW), [true, true, false, true]);
        // The margin alone is not worth a word.
        assert_eq!(corner.beyond(MAP, (980.0, 480.0)), [false; 4]);
    }

    #[test]
    fn what_is_looked_for_comes_into_view() {
        let camera = Camera { x: 0.0, y: 0.0, zoom: 1.0 };
        assert_eq!(camera.reveal((100.0, 100.0, 200.0, 60.0), VIEW), camera);
        let moved = camera.reveal((800.0, 420.0, 200.0, 60.0), VIEW);
        assert_eq!((moved.x, moved.y), (600.0 - 1016.0, 400.0 - 496.0));
        let back = moved.reveal((0.0, 0.0, 200.0, 60.0), VIEW);
        assert_eq!((back.x, back.y), (16.0, 16.0));
    }
}
