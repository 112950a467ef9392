extension ContractCase {
    static let all = attribution + windows + kinds + caps + inEpochs + keys
}
