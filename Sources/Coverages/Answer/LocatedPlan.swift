package import Cube

/// A plan with the place that it was made for, by which its columns are labelled.
package struct LocatedPlan: Sendable {
    package let place: Place
    package let plan: ReadPlan

    package init(place: Place, plan: ReadPlan) {
        self.place = place
        self.plan = plan
    }
}
