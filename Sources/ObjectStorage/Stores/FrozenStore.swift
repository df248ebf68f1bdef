/// A store that stands for one state of what it was opened from: another state is another store.
package protocol FrozenStore: ObjectStore {
    /// Tells states apart; the same in every process.
    var state: String { get }
}
