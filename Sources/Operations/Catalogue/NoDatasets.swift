internal import Execution
internal import Portal

struct NoDatasets: DatasetHealth {
    func states() -> [DatasetState] { [] }
    func tryAll(context: WorkContext) {}
}
