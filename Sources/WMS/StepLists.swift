internal import Cube
internal import Failures
internal import JSON
internal import Maps

/// The steps of a layer that clients of ncWMS offer: of a day, and for animations.
struct StepLists {
    private let steps: StepFacts
    private let parameters: WMSParameters
    private let settings: WMSSettings

    /// More steps of one day are listed by nobody.
    private static let most = 100_000

    /// - Throws: `InvalidDimensionValue` for a layer without times.
    init(_ variable: Variable, _ parameters: WMSParameters, _ settings: WMSSettings) throws(WMSError) {
        let axis = LayerDimension.all(of: variable).first { $0.name == "time" }?.axis
        guard let steps = axis.flatMap({ StepFacts($0) }) else {
            throw WMSError(.invalidDimensionValue, "The layer '\(variable.name)' has no times.")
        }
        (self.steps, self.parameters, self.settings) = (steps, parameters, settings)
    }

    /// `item=timesteps`: the times of DAY.
    var ofDay: JSONValue {
        get throws(WMSError) {
            let day = try parameters.required("DAY")
            guard let texts = steps.steps(of: day) else {
                throw WMSError(
                    .invalidDimensionValue,
                    "DAY='\(day.prefix(40))' is not a day such as 2024-03-01."
                )
            }
            let times = texts.prefix(Self.most).map { text in
                text.split(separator: "T").last.map(String.init) ?? text
            }
            return ["timesteps": .array(times.map { .string(Self.withMilliseconds($0)) })]
        }
    }

    /// As ncWMS writes times of a day: `06:00:00.000Z`.
    private static func withMilliseconds(_ time: String) -> String {
        time.contains(".") ? time : time.replacing("Z", with: ".000Z")
    }

    /// `item=animationTimesteps`: what may be TIME of an animation from START to END; all steps, and the first of each of some
    /// periods as far as an animation may have so many.
    var forAnimations: JSONValue {
        get throws(WMSError) {
            let (start, end) = (try parameters.required("START"), try parameters.required("END"))
            guard let texts = steps.steps(from: start, to: end) else {
                throw WMSError(
                    .invalidDimensionValue,
                    "START='\(start.prefix(40))' and END='\(end.prefix(40))' are not two dates, one after the other."
                )
            }
            guard let first = texts.first, let last = texts.last else { return ["timeStrings": []] }
            var choices = [Self.choice("Full", texts.count, texts.count == 1 ? first : "\(first)/\(last)")]
            for (title, length) in [("Hourly", 13), ("Daily", 10), ("Monthly", 7), ("Yearly", 4)] {
                let chosen = Self.firsts(texts, sharing: length)
                guard chosen.count > 1, chosen.count < texts.count, chosen.count <= settings.animationFrames
                else {
                    continue
                }
                choices.append(Self.choice(title, chosen.count, chosen.joined(separator: ",")))
            }
            return ["timeStrings": .array(choices)]
        }
    }

    private static func choice(_ title: String, _ count: Int, _ text: String) -> JSONValue {
        ["title": .string("\(title) (\(count) frames)"), "timeString": .string(text)]
    }

    /// The first of those that begin alike, as dates of one day do.
    private static func firsts(_ texts: [String], sharing length: Int) -> [String] {
        var (chosen, last) = ([String](), Substring())
        for text in texts {
            // Years outside of 0…9999 have a sign and more figures.
            let own = text.prefix(length + (text.first?.isNumber == true ? 0 : 3))
            if own != last { chosen.append(text) }
            last = own
        }
        return chosen
    }
}
