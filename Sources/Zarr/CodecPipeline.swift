/// The codecs of an array, ready to undo what its writer did.
package struct CodecPipeline: Sendable {
    package init() {}
}
