internal import Cube

/// A plan with the place that it was made for, by which its columns are labelled.
struct LocatedPlan: Sendable {
    let place: Place
    let plan: ReadPlan
}
