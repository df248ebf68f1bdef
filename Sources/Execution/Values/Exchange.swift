/// Puts `new` in the place of `old` and returns `old`.
package func exchange<Value>(_ old: inout Value, with new: Value) -> Value {
    let value = old
    old = new
    return value
}
